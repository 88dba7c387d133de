//! Findings for programs: JSON, SARIF 2.1.0 for code scanning, and the workflow commands of GitHub Actions.
//!
//! The three say the same. Paths are relative to where the program was started, so that the last two find the files of a repository.

use serde::Serialize;
use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};
use crate::text::safe::unsafe_characters;

/// A finding as a program reads it.
#[derive(Serialize)]
struct Record<'d> {
    file: Option<&'d str>,
    line: Option<usize>,
    column: Option<usize>,
    severity: &'static str,
    code: &'static str,
    message: &'d str,
    help: Option<&'d str>,
}

/// An array of objects with `file`, `line`, `column`, `severity`, `code`, `message` and `help`; what there is none of is `null`.
pub fn json(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let record = |diagnostic: &'_ Diagnostic| {
        let position = diagnostic.span.as_ref().map(|span| sources.position(span));
        let file = diagnostic
            .span
            .as_ref()
            .and_then(|span| sources.files().get(span.file));
        serde_json::to_value(Record {
            file: file.map(|file| file.path.as_str()),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            severity: diagnostic.code.severity().word(),
            code: diagnostic.code.name(),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
        })
        .expect("a record is plain data")
    };
    let records: Vec<Value> = diagnostics.iter().map(record).collect();
    escaped(&format!("{}\n", Value::Array(records)))
}

/// JSON in which no character that a terminal acts upon stands as itself: it only stands in strings, where it may be written by its number.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = 0;
    for (at, c) in unsafe_characters(json) {
        out.push_str(&json[rest..at]);
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
        rest = at + c.len_utf8();
    }
    out.push_str(&json[rest..]);
    out
}

/// What was found in `folder` as a SARIF log of one run. Columns count characters.
pub fn sarif(diagnostics: &[Diagnostic], sources: &SourceMap, folder: &str) -> String {
    let at = |code: Code| Code::ALL.iter().position(|own| *own == code);
    let rule = |code: &Code| {
        let explanation = code.explanation();
        json!({
            "id": code.name(),
            "shortDescription": { "text": code.about() },
            "fullDescription": { "text": explanation.why },
            "help": { "text": code.explain() },
            "defaultConfiguration": { "level": code.severity().word() },
        })
    };
    let result = |finding: &Diagnostic| {
        let message = match &finding.help {
            Some(help) => format!("{}; {help}", finding.message),
            None => finding.message.clone(),
        };
        let place = finding
            .span
            .as_ref()
            .and_then(|span| place_of(span, sources, folder));
        let related: Vec<Value> = finding
            .labels
            .iter()
            .filter_map(|label| {
                let mut related = place_of(&label.span, sources, folder)?;
                related["message"] = json!({ "text": label.message });
                Some(related)
            })
            .collect();
        let mut result = json!({
            "ruleId": finding.code.name(),
            "ruleIndex": at(finding.code),
            "level": finding.code.severity().word(),
            "message": { "text": message },
            "locations": place.into_iter().collect::<Vec<Value>>(),
            "partialFingerprints": { "cotejo/v1": fingerprint(finding, sources) },
        });
        if !related.is_empty() {
            result["relatedLocations"] = Value::Array(related);
        }
        result
    };
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cotejo",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(rule).collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(result).collect::<Vec<Value>>(),
        }],
    });
    let text = serde_json::to_string_pretty(&log).expect("a log is plain data");
    escaped(&format!("{text}\n"))
}

/// A place as a `location`.
fn place_of(span: &Span, sources: &SourceMap, folder: &str) -> Option<Value> {
    let file = sources.files().get(span.file)?;
    let (line, column) = sources.position(span);
    let (end_line, end_column) = sources.position(&end(span));
    let mut region = json!({ "startLine": line, "startColumn": column });
    if (end_line, end_column) > (line, column) {
        region["endLine"] = json!(end_line);
        region["endColumn"] = json!(end_column);
    }
    Some(json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&under(folder, &file.path)) },
        "region": region,
    }}))
}

/// Where a span ends.
fn end(span: &Span) -> Span {
    Span {
        file: span.file,
        range: span.range.end..span.range.end,
    }
}

/// A path below the folder that was checked.
fn under(folder: &str, path: &str) -> String {
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    match folder {
        "" | "." => path.to_string(),
        folder => format!("{folder}/{path}"),
    }
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// What stays the same of a finding when lines above it come or go: its code, file and message, as 64 bits of FNV-1a.
fn fingerprint(finding: &Diagnostic, sources: &SourceMap) -> String {
    let file = finding
        .span
        .as_ref()
        .and_then(|span| sources.files().get(span.file));
    let path = file.map_or("", |file| file.path.as_str());
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in [finding.code.name(), path, &finding.message] {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// What was found in `folder` as workflow commands, which GitHub shows beside the lines of a pull request. It shows ten of each kind.
pub fn github(diagnostics: &[Diagnostic], sources: &SourceMap, folder: &str) -> String {
    let mut out = String::new();
    for finding in diagnostics {
        let word = match finding.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut properties = Vec::new();
        if let Some(span) = &finding.span
            && let Some(file) = sources.files().get(span.file)
        {
            let (line, column) = sources.position(span);
            let (end_line, end_column) = sources.position(&end(span));
            properties.push(format!("file={}", property(&under(folder, &file.path))));
            properties.push(format!("line={line}"));
            properties.push(format!("col={column}"));
            if end_line == line && end_column > column {
                properties.push(format!("endColumn={end_column}"));
            }
        }
        properties.push(format!("title={}", property(finding.code.name())));
        let text = match &finding.help {
            Some(help) => format!("{}; {help}", finding.message),
            None => finding.message.clone(),
        };
        out.push_str(&format!(
            "::{word} {}::{}\n",
            properties.join(","),
            data(&text)
        ));
    }
    out
}

/// The text of a command: nothing in it ends the line.
fn data(text: &str) -> String {
    let safe = crate::text::SafeText::sanitize(text);
    safe.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: nothing in it ends the property either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, message: &str) -> (Vec<Diagnostic>, SourceMap) {
        let mut sources = SourceMap::default();
        let file = sources.add(path.to_string(), "a = 1\nb = 2\n".to_string());
        let span = Span { file, range: 6..7 };
        let finding = Diagnostic {
            code: Code::UnknownKey,
            message: message.to_string(),
            span: Some(span.clone()),
            labels: vec![crate::diagnostic::Label {
                span,
                message: "here".to_string(),
            }],
            help: Some("50% of it: no".to_string()),
        };
        (vec![finding], sources)
    }

    #[test]
    fn commands_are_one_line_whatever_is_in_them() {
        let (found, sources) = one("a,b:%.toml", "new\nline::error::\u{1b}[31m");
        assert_eq!(
            github(&found, &sources, "./my folder/"),
            "::error file=my folder/a%2Cb%3A%25.toml,line=2,col=1,endColumn=2,title=unknown-key::new%0Aline::error::[31m; 50%25 of it: no\n"
        );
    }

    #[test]
    fn json_holds_nothing_that_a_terminal_acts_upon() {
        let message = "a\u{202e}b\u{9b}c\u{e0041}d";
        let (found, sources) = one("a.toml", message);
        for text in [json(&found, &sources), sarif(&found, &sources, ".")] {
            assert_eq!(unsafe_characters(&text), []);
            assert!(text.contains("a\\u202eb\\u009bc"), "{text}");
        }
        let records: Value = serde_json::from_str(&json(&found, &sources)).expect("JSON");
        assert_eq!(records[0]["message"], message);
    }

    #[test]
    fn a_log_names_its_rules_and_places() {
        let (found, sources) = one("a b.toml", "m");
        let log: Value = serde_json::from_str(&sarif(&found, &sources, ".")).expect("JSON");
        let run = &log["runs"][0];
        let result = &run["results"][0];
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.toml");
        assert_eq!(
            place["region"],
            json!({ "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2 })
        );
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "here");
        assert_eq!(log["version"], "2.1.0");
    }
}
