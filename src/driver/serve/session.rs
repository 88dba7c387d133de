//! One visitor's session: from what their client asked for to the end, over one channel.
//!
//! A task of its own holds the app and writes everything that the visitor sees, one frame at a time: while one is on its way nothing is
//! painted, and what is painted next is the newest. Whoever reads nothing is left with that one frame, and is cut off when it waits too long.
//! While nothing happens the task sleeps until the next deadline.

use std::future::Future;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use russh::server::Msg as Ssh;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::app::Effect;
use crate::app::action::Audience;
use crate::driver::clipboard;
use crate::driver::local::language_of;
use crate::driver::modes;
use crate::driver::serve::asked::{Asked, window};
use crate::driver::serve::house::{House, News, Phase};
use crate::driver::serve::intake::Intake;
use crate::driver::serve::limit::Bucket;
use crate::driver::serve::log::Level;
use crate::driver::serve::reader::{Reader, Step};
use crate::driver::serve::reason::{Ending, Request};
use crate::driver::serve::resume;
use crate::driver::serve::wire::Line;
use crate::driver::serve::words::{Command, Reply, Status, Word};
use crate::page::{Ctx, Kept};
use crate::picture::Glyphs;
use crate::place::Place;
use crate::text::Lang;

/// The longest user name that is looked at: codes are shorter.
pub const LONGEST_NAME: usize = 64;

/// How much may be typed or pasted at once, in bytes: what a paste is cut to.
const PASTE: u64 = crate::driver::decode::PASTE_LIMIT as u64;

/// What input counts as at least, in bytes: each packet is worked on and may be answered by a frame, however little is in it. At the default
/// rate 256 a second, several times what a held key sends.
const PACKET: u64 = 16;

/// What another window counts as: everything is set anew. At the default rate 64 a second, as fast as a screen shows a window being dragged.
const WINDOW: u64 = 64;

/// How long a lone `ESC` waits for what may follow it: over a network packets cut sequences.
const ESCAPE: Duration = Duration::from_millis(100);

/// How long keys are taken in before others have a turn: about as long as a frame lasts on a screen.
const TURN: Duration = Duration::from_millis(16);

/// How much of an answer is sent at once: whoever takes so much in time reads, however slowly.
const PIECE: usize = 16 << 10;

/// How long a client has to take the last words, and then to close.
const PARTING: Duration = Duration::from_secs(2);

/// Who is there.
pub struct Guest {
    /// From where.
    pub address: IpAddr,
    /// By which they can be cut off.
    pub line: Line,
    /// What they call themselves, if that may be a code.
    pub user: Option<Box<str>>,
}

/// What a client wants with its channel.
enum Opening {
    Shell,
    Words(Vec<u8>),
}

/// Attends to a visitor until they leave or must go.
pub async fn attend(house: Arc<House>, channel: Channel<Ssh>, guest: Guest) {
    let (mut read, write) = channel.split();
    let Some((asked, opening)) = opening(&mut read, &house).await else {
        return;
    };
    let line = guest.line.clone();
    // However this ends: a connection without a session would keep its place for ever.
    let _end = Cut(&line);
    let began = Instant::now();
    house.metrics.session_began();
    house.log.say(
        Level::Info,
        "session-begins",
        &[("visitor", house.log.name(guest.address).as_str().into())],
    );
    let ending = Box::pin(serve(&house, &guest, (asked, opening), (&mut read, write))).await;
    house.metrics.session_ended(ending, began.elapsed());
    house.log.say(
        Level::Info,
        "session-ends",
        &[
            ("visitor", house.log.name(guest.address).as_str().into()),
            ("ending", ending.word().into()),
            ("lasted", began.elapsed().into()),
        ],
    );
    // A client that was told of the end closes the connection; one that does not is not waited for.
    let closed = async { while read.wait().await.is_some() {} };
    let _ = timeout(PARTING, closed).await;
}

/// Cuts a connection off when it is dropped.
struct Cut<'l>(&'l Line);

impl Drop for Cut<'_> {
    fn drop(&mut self) {
        self.0.cut();
    }
}

/// What the client asks for until it wants something to run; `None` when it goes away before.
async fn opening(read: &mut ChannelReadHalf, house: &House) -> Option<(Asked, Opening)> {
    let mut asked = Asked::default();
    let most = house.config.window;
    loop {
        match read.wait().await? {
            ChannelMsg::RequestPty {
                term,
                col_width,
                row_height,
                ..
            } => asked.set_terminal(&term, window(col_width, row_height, most)),
            ChannelMsg::WindowChange {
                col_width,
                row_height,
                ..
            } => asked.resize(window(col_width, row_height, most)),
            ChannelMsg::SetEnv {
                variable_name,
                variable_value,
                ..
            } => asked.set(&variable_name, &variable_value),
            ChannelMsg::RequestShell { .. } => return Some((asked, Opening::Shell)),
            ChannelMsg::Exec { command, .. } => return Some((asked, Opening::Words(command))),
            ChannelMsg::Close => return None,
            _ => {}
        }
    }
}

/// What is done about what a client wants.
enum Plan {
    Read(Box<Reader>),
    Say(Reply),
}

/// Serves what was asked for; gives how it ended.
async fn serve(
    house: &Arc<House>,
    guest: &Guest,
    (asked, opening): (Asked, Opening),
    (read, write): (&mut ChannelReadHalf, ChannelWriteHalf<Ssh>),
) -> Ending {
    let made = catch_unwind(AssertUnwindSafe(|| plan(house, guest, &asked, &opening)));
    match made {
        Ok(Plan::Read(reader)) => {
            let sitting = Sitting::new(house.clone(), *reader, write);
            sitting.run(read, &guest.line).await
        }
        Ok(Plan::Say(reply)) => {
            let ending = say(house, &write, &reply, asked.window().is_some()).await;
            if ending == Ending::Left {
                taken(house, read).await;
            }
            ending
        }
        Err(_) => {
            let line = Ending::Panicked.line(asked.lang().unwrap_or(Lang::EN));
            let reply = Reply {
                text: format!("{line}\n"),
                status: Status::Misuse,
            };
            // How it ended is known.
            let _ = say(house, &write, &reply, asked.window().is_some()).await;
            Ending::Panicked
        }
    }
}

/// A reader where there is a terminal and something to open, and else an answer in words.
fn plan(house: &Arc<House>, guest: &Guest, asked: &Asked, opening: &Opening) -> Plan {
    let mut command = match opening {
        Opening::Shell => Command::parse(b"read"),
        Opening::Words(bytes) => {
            #[cfg(test)]
            assert_ne!(
                bytes,
                crate::driver::serve::reader::TRIP,
                "a mistake of ours"
            );
            Command::parse(bytes)
        }
    };
    if matches!(command.word, Word::Unknown(_)) {
        house.metrics.request_refused(Request::Exec);
    }
    let (edition, kept) = (house.edition(), Kept::default());
    let lang = language_of(edition.library(), [command.lang, asked.lang()]);
    let ctx = Ctx {
        edition: &edition,
        lang,
        kept: &kept,
        keys: house.keymap.lines(lang, Audience::Readers),
        glyphs: Glyphs::Full,
    };
    // A user name may be a code; any other leads to the beginning.
    let code = guest
        .user
        .as_deref()
        .filter(|_| matches!(opening, Opening::Shell))
        .filter(|code| resume::location(code, ctx).is_some());
    if let Some(code) = code {
        command.word = Word::Read(Some(code.to_string()));
    }
    let location = command.location(ctx);
    let caps = asked.capabilities();
    let size = asked.window().filter(|_| caps.addressable);
    match (size, location) {
        (Some(size), Some(location)) => {
            Plan::Read(Box::new(Reader::new(house, (caps, size), lang, location)))
        }
        (_, location) => {
            if let Some(Place::Chapter(id)) = location.map(|location| location.place) {
                house.metrics.chapter_read(id.as_str());
            }
            Plan::Say(command.reply(ctx))
        }
    }
}

/// Sends an answer.
async fn say(
    house: &House,
    write: &ChannelWriteHalf<Ssh>,
    reply: &Reply,
    is_terminal: bool,
) -> Ending {
    let text = if is_terminal {
        reply.text.replace('\n', "\r\n")
    } else {
        reply.text.clone()
    };
    for piece in text.as_bytes().chunks(PIECE) {
        let send = async {
            match reply.status {
                Status::Misuse => write.extended_data_bytes(1, piece.to_vec()).await,
                Status::Fine | Status::Nothing => write.data_bytes(piece.to_vec()).await,
            }
        };
        match timeout(house.config.output_wait, send).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Ending::Lost,
            Err(_) => return Ending::Stalled,
        }
    }
    part(write, Vec::new(), reply.status).await;
    Ending::Left
}

/// Waits until a client has handed an answer on and closes. Behind it may be somebody who reads a screen at a time, and what the client
/// still holds is lost when it is cut off, so it has as long as a reader may do nothing, or until the server stops.
async fn taken(house: &House, read: &mut ChannelReadHalf) {
    let closed = async { while read.wait().await.is_some() {} };
    let mut news = house.news();
    let stopped = async {
        let is_draining = |news: &News| news.phase != Phase::Open;
        let phase = news.wait_for(is_draining).await.map(|news| news.phase);
        if let Ok(Phase::Draining(until)) = phase {
            sleep_until(until).await;
        }
    };
    tokio::select! {
        () = closed => {}
        () = sleep(house.config.idle) => {}
        () = stopped => {}
    }
}

/// Sends the last words and closes the channel, if the client takes them.
async fn part(write: &ChannelWriteHalf<Ssh>, bytes: Vec<u8>, status: Status) {
    let send = async {
        if !bytes.is_empty() {
            write.data_bytes(bytes).await?;
        }
        write.exit_status(status as u32).await?;
        write.eof().await?;
        write.close().await
    };
    // Who takes nothing any more is cut off soon.
    let _ = timeout(PARTING, send).await;
}

/// Bytes on their way; tells whether the channel took them.
type Sending = Pin<Box<dyn Future<Output = bool> + Send>>;

/// A reader at the other end of a channel.
struct Sitting {
    house: Arc<House>,
    reader: Reader,
    write: Arc<ChannelWriteHalf<Ssh>>,
    /// What is on its way, and since when.
    sending: Option<(Sending, Instant)>,
    /// What goes out before the next frame.
    unsent: Vec<u8>,
    /// How much is typed.
    bucket: Bucket,
    /// What was typed and is not taken in yet.
    intake: Intake,
    /// When more of it is, after much work.
    rests: Option<Instant>,
    /// When the oldest key came that no frame has answered.
    pressed: Option<Instant>,
    /// When the last bytes came.
    heard: Instant,
}

impl Sitting {
    fn new(house: Arc<House>, reader: Reader, write: ChannelWriteHalf<Ssh>) -> Box<Self> {
        Box::new(Sitting {
            bucket: Bucket::new(house.config.input_rate, PASTE),
            intake: Intake::default(),
            rests: None,
            house,
            reader,
            write: Arc::new(write),
            sending: None,
            unsent: Vec::new(),
            pressed: None,
            heard: Instant::now(),
        })
    }

    async fn run(mut self: Box<Self>, read: &mut ChannelReadHalf, line: &Line) -> Ending {
        let mut news = self.house.news();
        // News may have come since the reader was made.
        let now = news.borrow_and_update().clone();
        let ending = match self.guarded(|sitting| sitting.learn(now).or_else(|| sitting.enter())) {
            Some(ending) => ending,
            None => self.sit(read, &mut news).await,
        };
        // Who has stopped reading is found out where bytes are written, or here where frames wait.
        let ending = match ending {
            Ending::Lost if line.is_stalled() => Ending::Stalled,
            ending => ending,
        };
        match ending {
            Ending::Lost => {}
            Ending::Stalled => line.cut(),
            _ => self.leave(ending).await,
        }
        ending
    }

    /// Takes in whatever comes until the session ends.
    async fn sit(
        &mut self,
        read: &mut ChannelReadHalf,
        news: &mut watch::Receiver<News>,
    ) -> Ending {
        loop {
            let deadline = self.deadline();
            let (has_more, is_free) = (self.has_more(), self.intake.is_empty());
            let ending = tokio::select! {
                biased;
                taken = sent(&mut self.sending) => self.sent(taken),
                // What comes next waits behind what has come.
                message = read.wait(), if is_free => self.hear(message),
                changed = news.changed() => match changed {
                    Ok(()) => {
                        let now = news.borrow_and_update().clone();
                        self.guarded(|sitting| sitting.learn(now))
                    }
                    Err(_) => Some(Ending::Drained),
                },
                () = sleep_until(deadline) => self.guarded(Sitting::pass),
                () = yield_now(), if has_more => self.guarded(Sitting::take_in),
            };
            // Of keys that came together only the last screen is shown, unless they are many.
            let ending = ending.or_else(|| match self.has_more() {
                true => None,
                false => self.guarded(Sitting::show),
            });
            if let Some(ending) = ending {
                return ending;
            }
        }
    }

    /// Does something that may show a mistake of ours: it then ends this session, and no other.
    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Option<Ending>) -> Option<Ending> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or(Some(Ending::Panicked))
    }

    /// Enters the visitor's screen.
    fn enter(&mut self) -> Option<Ending> {
        let bytes = self.reader.enter();
        self.unsent.extend(bytes);
        self.show()
    }

    /// When something has to be done though nothing comes.
    fn deadline(&self) -> Instant {
        let escape = self.is_waiting().then(|| self.heard + ESCAPE);
        let stalled = self
            .sending
            .as_ref()
            .map(|(_, since)| *since + self.house.config.output_wait);
        let all = [Some(self.reader.deadline()), escape, stalled, self.rests];
        all.into_iter().flatten().min().unwrap_or_else(Instant::now)
    }

    /// A deadline has passed.
    fn pass(&mut self) -> Option<Ending> {
        let now = Instant::now();
        if let Some((_, since)) = &self.sending
            && now >= *since + self.house.config.output_wait
        {
            return Some(Ending::Stalled);
        }
        if self.rests.take_if(|until| *until <= now).is_some() {
            return None;
        }
        if self.is_waiting() && now >= self.heard + ESCAPE {
            let effects = self.reader.pause();
            return self.perform(effects);
        }
        match self.reader.pass(now) {
            Step::Go => None,
            Step::End(ending) => Some(ending),
        }
    }

    /// Takes in what the client sends.
    fn hear(&mut self, message: Option<ChannelMsg>) -> Option<Ending> {
        match message {
            None | Some(ChannelMsg::Close) => Some(Ending::Lost),
            Some(ChannelMsg::Eof) => Some(Ending::Left),
            Some(ChannelMsg::Data { data }) => {
                if self.is_too_much((data.len() as u64).max(PACKET)) {
                    return Some(Ending::Flood);
                }
                self.pressed.get_or_insert_with(Instant::now);
                self.intake.hear(&data);
                self.guarded(Sitting::take_in)
            }
            Some(ChannelMsg::WindowChange {
                col_width,
                row_height,
                ..
            }) => {
                if self.is_too_much(WINDOW) {
                    return Some(Ending::Flood);
                }
                let size = window(col_width, row_height, self.house.config.window);
                self.guarded(|sitting| {
                    sitting.reader.resize(size);
                    None
                })
            }
            Some(_) => None,
        }
    }

    /// Takes in what was typed, for a turn.
    fn take_in(&mut self) -> Option<Ending> {
        let began = Instant::now();
        while self.has_more() && began.elapsed() < TURN {
            let before = Instant::now();
            let piece = match self.reader.attracts() {
                true => self.intake.all(),
                false => self.intake.piece(),
            };
            let effects = self.reader.feed(&piece);
            if let Some(ending) = self.perform(effects) {
                return Some(ending);
            }
            self.heard = Instant::now();
            let rest = self.intake.worked(self.heard - before, self.house.now());
            self.rests = (!rest.is_zero()).then(|| self.heard + rest);
        }
        None
    }

    /// Whether something that was typed can be taken in now.
    fn has_more(&self) -> bool {
        !self.intake.is_empty() && self.rests.is_none()
    }

    /// Whether nothing has come that could follow what the terminal has begun to say.
    fn is_waiting(&self) -> bool {
        self.reader.is_waiting() && self.intake.is_empty()
    }

    /// Counts input; tells whether it is more than anybody types.
    fn is_too_much(&mut self, bytes: u64) -> bool {
        let wait = self.bucket.spend(bytes, self.house.now());
        !wait.is_zero()
    }

    /// Takes in news.
    fn learn(&mut self, news: News) -> Option<Ending> {
        self.reader.replace_edition(news.edition);
        if let Phase::Draining(until) = news.phase {
            self.reader.drain(until);
        }
        None
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Option<Ending> {
        for effect in effects {
            match effect {
                Effect::Quit => return Some(Ending::Left),
                Effect::Redraw => self.reader.redraw(),
                Effect::Mouse(switch) => self.send_first(modes::mouse(switch)),
                Effect::Copy(text) => self.send_first(&clipboard::copy(&text)),
                // Nothing is opened, kept or run here, and the index is there.
                Effect::OpenAddress(_)
                | Effect::Keep(_)
                | Effect::Suspend
                | Effect::Index
                | Effect::Edit(_) => {}
            }
        }
        None
    }

    /// Sends something before the next frame; what a reader who reads nothing has too much of is left out.
    fn send_first(&mut self, bytes: &[u8]) {
        if (self.unsent.len() + bytes.len()) as u64 <= self.house.config.output_held {
            self.unsent.extend_from_slice(bytes);
        }
    }

    /// Sends the newest frame, if nothing is on its way.
    fn show(&mut self) -> Option<Ending> {
        if self.sending.is_some() {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.unsent);
        self.reader.paint(&mut bytes);
        if bytes.is_empty() {
            self.pressed = None;
            return None;
        }
        let write = self.write.clone();
        let send = Box::pin(async move { write.data_bytes(bytes).await.is_ok() });
        self.sending = Some((send, Instant::now()));
        None
    }

    /// Bytes have been taken, or never will be.
    fn sent(&mut self, taken: bool) -> Option<Ending> {
        self.sending = None;
        if !taken {
            return Some(Ending::Lost);
        }
        if let Some(pressed) = self.pressed.take() {
            self.house.metrics.frame_written(pressed.elapsed());
        }
        None
    }

    /// Gives the screen back and says why.
    async fn leave(mut self: Box<Self>, ending: Ending) {
        if let Some((sending, _)) = self.sending.take() {
            // A frame cut in the middle would leave the terminal in the middle of a sequence.
            if !matches!(timeout(PARTING, sending).await, Ok(true)) {
                return;
            }
        }
        let last = catch_unwind(AssertUnwindSafe(|| self.reader.leave(ending)));
        let bytes = last.unwrap_or_else(|_| modes::leave(self.reader.caps()));
        let status = match ending {
            Ending::Left => Status::Fine,
            _ => Status::Nothing,
        };
        part(&self.write, bytes, status).await;
    }
}

/// Waits until what is on its way has been taken; for ever while nothing is.
async fn sent(sending: &mut Option<(Sending, Instant)>) -> bool {
    match sending {
        Some((sending, _)) => sending.as_mut().await,
        None => std::future::pending().await,
    }
}
