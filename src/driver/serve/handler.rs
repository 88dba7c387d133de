//! What a client may ask of the server, which is little: to come in, with a password where there is one, one session, a terminal, a few words, and variables of a fixed list.
//!
//! Everything else is refused and counted, and whoever goes on asking is cut off. What is granted here reaches the session through its
//! channel in the order in which it came; nothing of the reader's is known here.

use std::net::IpAddr;
use std::sync::Arc;

use russh::keys::ssh_key::Certificate;
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session};
use russh::{Channel, ChannelId, Disconnect, Error, MethodKind, MethodSet, Pty};
use tokio::sync::oneshot;

use crate::driver::serve::asked;
use crate::driver::serve::entry::Entry;
use crate::driver::serve::house::{House, Presence};
use crate::driver::serve::limit::Ticket;
use crate::driver::serve::reason::Request;
use crate::driver::serve::session::{self, Guest};
use crate::driver::serve::wire::Line;

/// After how many refusals a client is cut off: one that forwards everything it can asks for fewer.
const MOST_REFUSALS: u32 = 64;

/// The most variables that are looked at: clients send those of their locale, which are fewer.
const MOST_VARIABLES: u32 = 64;

/// A connection, before and beside its session.
pub struct Visitor {
    house: Arc<House>,
    address: IpAddr,
    line: Line,
    /// The place that is given back when the connection ends, however it does.
    ticket: Ticket,
    /// Told once the visitor has something to read.
    begun: Option<oneshot::Sender<()>>,
    /// The one session.
    channel: Option<ChannelId>,
    /// Whether something runs in it.
    is_running: bool,
    /// The user name, which may be a code that leads to a place.
    user: Option<Box<str>>,
    n_refusals: u32,
    n_variables: u32,
    /// Dropped after the ticket.
    _presence: Presence,
}

impl Visitor {
    /// A connection that has been let in; `begun` is told once the visitor reads.
    pub fn new(
        house: Arc<House>,
        (address, line): (IpAddr, Line),
        ticket: Ticket,
        begun: oneshot::Sender<()>,
    ) -> Self {
        Visitor {
            _presence: Presence(house.clone()),
            house,
            address,
            line,
            ticket,
            begun: Some(begun),
            channel: None,
            is_running: false,
            user: None,
            n_refusals: 0,
            n_variables: 0,
        }
    }

    /// Counts a refusal; fails when there were too many.
    fn refuse(&mut self, request: Request) -> Result<(), Error> {
        self.house.metrics.request_refused(request);
        self.n_refusals += 1;
        if self.n_refusals > MOST_REFUSALS {
            return Err(Error::Disconnect);
        }
        Ok(())
    }

    /// Refuses a request of a channel.
    fn refuse_in(
        &mut self,
        channel: ChannelId,
        request: Request,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(channel)?;
        self.refuse(request)
    }

    /// Lets anybody in where nobody is asked.
    fn greet(&mut self, user: &str) -> Auth {
        match self.house.entry {
            Entry::Free => self.welcome(user),
            Entry::With(_) => wrong_password(),
        }
    }

    fn welcome(&mut self, user: &str) -> Auth {
        self.user = (user.len() <= session::LONGEST_NAME).then(|| user.into());
        Auth::Accept
    }

    /// Something runs in the session from now on; once.
    fn run(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Error> {
        if self.is_running {
            return self.refuse_in(channel, Request::Exec, session);
        }
        self.is_running = true;
        if let Some(begun) = self.begun.take() {
            // Who waits for it may have given up.
            let _ = begun.send(());
        }
        session.channel_success(channel)
    }
}

/// Lets a client try again: by itself the library offers a way to log in once.
fn wrong_password() -> Auth {
    Auth::Reject {
        proceed_with_methods: Some(MethodSet::from(&[MethodKind::Password][..])),
        partial_success: false,
    }
}

impl Handler for Visitor {
    type Error = Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Error> {
        Ok(self.greet(user))
    }

    /// Where nobody is asked no password is the right one.
    async fn auth_password(&mut self, user: &str, said: &str) -> Result<Auth, Error> {
        Ok(match &self.house.entry {
            Entry::With(password) if password.is(said) => self.welcome(user),
            Entry::With(_) => wrong_password(),
            Entry::Free => Auth::reject(),
        })
    }

    /// For clients that insist on being asked: there is no question.
    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        _: Option<Response<'a>>,
    ) -> Result<Auth, Error> {
        Ok(self.greet(user))
    }

    /// Nobody needs a key, and none is looked at.
    async fn auth_publickey_offered(
        &mut self,
        _: &str,
        _: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        Ok(Auth::reject())
    }

    async fn auth_openssh_certificate(&mut self, _: &str, _: &Certificate) -> Result<Auth, Error> {
        Ok(Auth::reject())
    }

    async fn auth_succeeded(&mut self, session: &mut Session) -> Result<(), Error> {
        if let Err(refused) = self.ticket.enter() {
            self.house.metrics.refused(refused.why);
            let lang = self.house.edition().library().default_language();
            let line = refused.line(lang);
            session.disconnect(Disconnect::TooManyConnections, &line, lang.code())?;
        }
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Error> {
        if self.channel.is_some() {
            drop(reply);
            return self.refuse(Request::Channel);
        }
        self.channel = Some(channel.id());
        reply.accept().await;
        let guest = Guest {
            address: self.address,
            line: self.line.clone(),
            user: self.user.take(),
        };
        tokio::spawn(session::attend(self.house.clone(), channel, guest));
        Ok(())
    }

    async fn channel_open_x11(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Error> {
        self.refuse(Request::X11)
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Error> {
        self.refuse(Request::Forward)
    }

    async fn channel_open_forwarded_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Error> {
        self.refuse(Request::Forward)
    }

    async fn channel_open_direct_streamlocal(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Error> {
        self.refuse(Request::Forward)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Error> {
        if self.is_running {
            return self.refuse_in(channel, Request::Exec, session);
        }
        session.channel_success(channel)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        self.n_variables += 1;
        if self.n_variables > MOST_VARIABLES {
            return Err(Error::Disconnect);
        }
        if asked::variable(name, value).is_none() {
            return self.refuse_in(channel, Request::Env, session);
        }
        session.channel_success(channel)
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Error> {
        self.run(channel, session)
    }

    /// Any words are taken: what they mean, and that most mean nothing, is said by the session.
    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        self.run(channel, session)
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_success(channel)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        self.refuse_in(channel, Request::Subsystem, session)
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _: bool,
        _: &str,
        _: &str,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Error> {
        self.refuse_in(channel, Request::X11, session)
    }

    async fn agent_request(&mut self, _: ChannelId, _: &mut Session) -> Result<bool, Error> {
        self.refuse(Request::Agent)?;
        Ok(false)
    }

    async fn tcpip_forward(
        &mut self,
        _: &str,
        _: &mut u32,
        _: &mut Session,
    ) -> Result<bool, Error> {
        self.refuse(Request::Forward)?;
        Ok(false)
    }

    async fn cancel_tcpip_forward(
        &mut self,
        _: &str,
        _: u32,
        _: &mut Session,
    ) -> Result<bool, Error> {
        self.refuse(Request::Forward)?;
        Ok(false)
    }

    async fn streamlocal_forward(&mut self, _: &str, _: &mut Session) -> Result<bool, Error> {
        self.refuse(Request::Forward)?;
        Ok(false)
    }

    async fn cancel_streamlocal_forward(
        &mut self,
        _: &str,
        _: &mut Session,
    ) -> Result<bool, Error> {
        self.refuse(Request::Forward)?;
        Ok(false)
    }
}
