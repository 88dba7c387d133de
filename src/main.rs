//! The program: hands over to the command line and ends with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cotejo::cli::run().code())
}
