//! How does a gateway start and end?

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use twinline_gateway::config::{AccountSettings, Config, Sources, load};
use twinline_gateway::data_dir::{self, DataDir};
use twinline_gateway::{Credentials, Gateway, Journal, Options, SqliteJournal, registry};
use twinline_model::AccountId;
use twinline_server::{Access, App, Doors, new_token, serve};

use crate::args::Up;
use crate::demo::{self, Demo};
use crate::failure::Failure;
use crate::login::link;
use crate::output::Output;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Longest that stopping may take.
const GRACE: Duration = Duration::from_millis(4_500);

/// What was made before the doors open.
struct Ready {
    config: Config,
    data: DataDir,
    listener: TcpListener,
    address: SocketAddr,
    token: String,
    token_is_new: bool,
    journal: Arc<dyn Journal>,
}

pub(crate) async fn run(file: Option<&Path>, args: &Up, output: &Output) -> Result<(), Failure> {
    let stop = told_to_stop();
    let ready = prepare(load(&Sources::of_process(file)).map_err(|error| Failure::usage(error.to_string()))?).await?;
    // Whoever has configured nothing begins with play money on simulated markets.
    let simulated = args.demo || ready.config.venues.is_empty() && ready.config.accounts.is_empty();
    let demo = if simulated { Some(demo::start(ready.journal.epoch(), credentials(&ready)).await?) } else { None };
    let gateway = start(&ready, demo.as_ref(), args.demo)?;
    let app =
        App::new(gateway.clone(), access(&ready)?, Doors::new(ready.address, &ready.config.allowed_hosts, &ready.config.allowed_origins));
    announce(&ready, &app, demo.is_some(), output)?;
    let (told, stopping) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(ready.listener, app, async move { drop(stopping.await) }));
    stop.await;
    tracing::info!("stopping");
    drop(told);
    let ended = async { tokio::join!(gateway.stop(), serving) };
    match tokio::time::timeout(GRACE, ended).await {
        Ok(((), Ok(()))) => tracing::info!("stopped"),
        Ok(((), Err(error))) => tracing::error!(%error, "the server did not stop in order"),
        Err(_) => tracing::warn!("not everything stopped in time"),
    }
    drop(ready.data);
    Ok(())
}

/// Logins are kept beside the token, so that an open page survives a restart of the gateway.
fn access(ready: &Ready) -> Result<Access, Failure> {
    let dir = ready.config.data_dir.clone();
    let kept = data_dir::read_sessions(&dir).map_err(|error| Failure::refused(error.to_string()))?;
    let keeper = move |text: &str| {
        if let Err(error) = data_dir::keep_sessions(&dir, text) {
            tracing::warn!(%error, "logins are not kept for the next start");
        }
    };
    Ok(Access::with_sessions(&ready.token, &kept, Box::new(keeper)))
}

async fn prepare(config: Config) -> Result<Ready, Failure> {
    let refused = |error: twinline_gateway::data_dir::DataDirError| Failure::refused(error.to_string());
    let data = DataDir::open(&config.data_dir).map_err(refused)?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| cannot_listen(config.listen, &error))?;
    let address = listener.local_addr()?;
    let counted = data.next_epoch().map_err(refused)?;
    // Waits for the disk; nothing else runs yet.
    let journal = tokio::task::block_in_place(|| SqliteJournal::open(&config.data_dir, counted));
    let journal: Arc<dyn Journal> = Arc::new(journal.map_err(|error| Failure::refused(error.to_string()))?);
    let (token, token_is_new) = data.token(new_token).map_err(refused)?;
    data.note_url(&base(address)).map_err(refused)?;
    Ok(Ready { config, data, listener, address, token, token_is_new, journal })
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => Failure::refused(format!("{address} is in use by another program"))
            .hint(format!("stop that program, or choose another port: TWINLINE_LISTEN={}:0 takes a free one", address.ip())),
        ErrorKind::PermissionDenied => {
            Failure::refused(format!("this user may not listen on {address}")).hint("choose a port from 1024 on with TWINLINE_LISTEN")
        }
        ErrorKind::AddrNotAvailable => Failure::refused(format!("{address} is not an address of this machine"))
            .hint("set `listen` or TWINLINE_LISTEN to 127.0.0.1:8317"),
        _ => Failure::refused(format!("cannot listen on {address}: {error}")),
    }
}

fn start(ready: &Ready, demo: Option<&Demo>, asked: bool) -> Result<Gateway, Failure> {
    let mut options = Options::new(&ready.config, ready.journal.clone(), Arc::new(credentials(ready)), VERSION);
    if let Some(demo) = demo {
        if !options.venues.is_empty() {
            tracing::warn!("a demo connects to simulators only; the configured venues are left alone");
        }
        options.venues = demo.venues.clone();
        // A demo shows an account at the venue; whoever came without configuration gets one with play money.
        options.accounts = if asked { demo.accounts.clone() } else { vec![play()?] };
        options.credentials = demo.credentials.clone();
        options.demo = Some(demo.control.clone());
    }
    tokio::task::block_in_place(|| Gateway::start(options)).map_err(|error| Failure::refused(error.to_string()))
}

/// The account with play money that there is without configuration.
fn play() -> Result<AccountSettings, Failure> {
    let name = AccountId::new(registry::HOUSE).map_err(|error| Failure::refused(error.to_string()))?;
    Ok(AccountSettings::usual(name, registry::HOUSE))
}

fn credentials(ready: &Ready) -> Credentials {
    let variables: Vec<(String, String)> =
        std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok())).collect();
    Credentials::of_process(ready.data.path(), &variables)
}

fn base(address: SocketAddr) -> String {
    let reachable = if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address };
    format!("http://{reachable}")
}

fn announce(ready: &Ready, app: &App, demo: bool, output: &Output) -> Result<(), Failure> {
    let base = base(ready.address);
    let ticket = app.login_ticket();
    let login = link(&base, &ticket);
    let venues: Vec<String> = app.gateway.venues().data.into_iter().map(|row| row.state.venue).collect();
    if output.is_json() {
        let token = ready.token_is_new.then_some(&ready.token);
        return output.line(&json!({
            "type": "started", "url": base, "login_url": login, "version": VERSION, "epoch": ready.journal.epoch(), "demo": demo,
            "venues": venues, "data_dir": ready.data.path(), "token": token,
        }));
    }
    let kind = if demo { "simulated markets, no real money" } else { "real venues as configured" };
    output.text(&format!("Twinline {VERSION} is running ({kind})"))?;
    if venues.is_empty() {
        output.text("  venues   none configured: add [venues.NAME] to twinline.toml, or try `twinline up --demo`")?;
    } else {
        output.text(&format!("  venues   {}", venues.join(", ")))?;
    }
    if ready.token_is_new {
        output.text(&format!(
            "  token    {}   (for programs; shown this once, kept in {})",
            ready.token,
            ready.data.path().join("token").display()
        ))?;
    }
    output.text(&format!("  open     {login}"))?;
    output.text("           the link opens once; `twinline login` prints a new one; Ctrl-C stops the gateway")
}

/// Resolves when the process is told to stop: SIGTERM, SIGINT (Ctrl-C), or SIGHUP of a closed terminal.
pub(crate) fn told_to_stop() -> impl Future<Output = ()> {
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
    let mut signals: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    async move {
        if signals.is_empty() {
            std::future::pending::<()>().await;
        }
        let any = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        drop(futures_util::future::select_all(any).await);
    }
}
