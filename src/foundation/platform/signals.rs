//! The signals by which an operating system asks a process to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

/// Waits for the request to stop: SIGTERM, Ctrl-C or SIGHUP on Unix; Ctrl-C,
/// Ctrl-Break or the closing of the window on Windows.
pub struct StopSignals {
    #[cfg(unix)]
    signals: [Signal; 3],
    #[cfg(windows)]
    signals: (CtrlC, CtrlBreak, CtrlClose),
}

impl StopSignals {
    /// From now on these signals are caught and do not end the process.
    ///
    /// # Errors
    /// The system refuses.
    #[cfg(unix)]
    pub fn listen() -> io::Result<Self> {
        let caught = |kind| signal(kind);
        let signals = [
            caught(SignalKind::terminate())?,
            caught(SignalKind::interrupt())?,
            caught(SignalKind::hangup())?,
        ];
        Ok(Self { signals })
    }

    /// From now on these events are caught and do not end the process.
    ///
    /// # Errors
    /// The system refuses.
    #[cfg(windows)]
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            signals: (ctrl_c()?, ctrl_break()?, ctrl_close()?),
        })
    }

    /// Returns when the first of them arrives.
    #[cfg(unix)]
    pub async fn recv(&mut self) {
        let [terminate, interrupt, hangup] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    }

    /// Returns when the first of them arrives.
    #[cfg(windows)]
    pub async fn recv(&mut self) {
        let (ctrl_c, ctrl_break, ctrl_close) = &mut self.signals;
        tokio::select! {
            _ = ctrl_c.recv() => {}
            _ = ctrl_break.recv() => {}
            _ = ctrl_close.recv() => {}
        }
    }
}
