//! Which configuration comes of it?

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use twinline_model::InstrumentId;
use twinline_venue::{Endpoints, VenueSpec};

use super::reader::{Table, hint};
use super::tree::{Node, Origin};
use super::{Config, ConfigError, HouseSettings, Limits, Money, VenueSettings, Watch, accounts, environ, file, house};
use crate::registry;
use crate::topic::ChannelName;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8317);

/// Where a configuration is read from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The environment's variables; only those that begin with `TWINLINE_` count, and those that name the user's directories.
    pub variables: Vec<(String, String)>,
}

impl Sources {
    /// The process's environment, and the given file, or `twinline.toml`, `.yaml` or `.yml` in the working directory if there is one.
    pub fn of_process(file: Option<&Path>) -> Self {
        let near = || ["twinline.toml", "twinline.yaml", "twinline.yml"].into_iter().map(PathBuf::from).find(|path| path.is_file());
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        Self {
            file: file.map(Path::to_path_buf).or_else(near),
            variables: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

/// Reads and checks everything; nothing has been started or written when it refuses.
pub fn load(sources: &Sources) -> Result<Config, ConfigError> {
    let mut root = match &sources.file {
        Some(path) => file::read(path)?,
        None => Node::table(Origin::File { name: "the built-in configuration".to_owned(), line: None }),
    };
    environ::overlay(&mut root, &sources.variables);
    read(root, sources)
}

pub(super) fn read(root: Node, sources: &Sources) -> Result<Config, ConfigError> {
    let mut table = Table::new("", root)?;
    refuse_what_is_later(&mut table)?;
    let rate = accounts::system(&mut table)?;
    let (venues, house) = venues(&mut table)?;
    let config = Config {
        listen: listen(&mut table)?,
        data_dir: data_dir(&mut table, sources)?,
        allowed_hosts: hosts(&mut table)?,
        allowed_origins: origins(&mut table)?,
        accounts: accounts::accounts(&mut table, &venues, rate)?,
        venues,
        house,
        watch: watch(&mut table)?,
        limits: limits(&mut table)?,
    };
    table.done()?;
    watched_venues_exist(&config, sources)?;
    Ok(config)
}

fn refuse_what_is_later(table: &mut Table) -> Result<(), ConfigError> {
    table.absent("bus", "one node needs none; remove the key")?;
    table.absent("storage", "the journal is a file in the data directory; remove the key")?;
    for key in ["keys", "vault"] {
        table.absent(key, "keys are never in this file: use `twinline keys add`; remove it")?;
    }
    Ok(())
}

fn listen(table: &mut Table) -> Result<SocketAddr, ConfigError> {
    let allowed = table.flag("allow_remote")?.unwrap_or(false);
    let Some((text, origin)) = table.text("listen")? else { return Ok(DEFAULT_LISTEN) };
    let address: SocketAddr = text
        .replace("localhost:", "127.0.0.1:")
        .parse()
        .map_err(|_| table.refuse("listen", &origin, format!("must be an address and a port such as {DEFAULT_LISTEN}, not {text:?}")))?;
    if !address.ip().is_loopback() && !allowed {
        let reason = format!(
            "{address} can be reached from other machines, without encryption: use a loopback address such as {DEFAULT_LISTEN}, \
             or put a proxy with TLS before it and set `allow_remote = true`"
        );
        return Err(table.refuse("listen", &origin, reason));
    }
    Ok(address)
}

fn data_dir(table: &mut Table, sources: &Sources) -> Result<PathBuf, ConfigError> {
    if let Some((text, origin)) = table.text("data_dir")? {
        return match text.strip_prefix("~/") {
            _ if text.is_empty() => Err(table.refuse("data_dir", &origin, "must not be empty")),
            Some(rest) => home(table, sources).map(|home| home.join(rest)),
            None => Ok(PathBuf::from(text)),
        };
    }
    match sources.variable("XDG_DATA_HOME") {
        Some(base) => Ok(Path::new(base).join("twinline")),
        None => home(table, sources).map(|home| home.join(".twinline")),
    }
}

fn home(table: &Table, sources: &Sources) -> Result<PathBuf, ConfigError> {
    let reason = "is needed, because the environment names no home directory: set it, or TWINLINE_DATA_DIR";
    sources.variable("HOME").map(PathBuf::from).ok_or_else(|| table.refuse("data_dir", table.origin(), reason))
}

fn hosts(table: &mut Table) -> Result<Vec<String>, ConfigError> {
    let mut hosts = Vec::new();
    for (text, origin) in table.texts("allowed_hosts")? {
        let plain = !text.is_empty() && text.len() <= 260 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]_".contains(c));
        if !plain {
            return Err(table.refuse(
                "allowed_hosts",
                &origin,
                format!("must be names as a Host header has them, for example desk.lan:8317, not {text:?}"),
            ));
        }
        hosts.push(text.to_ascii_lowercase());
    }
    Ok(hosts)
}

fn origins(table: &mut Table) -> Result<Vec<String>, ConfigError> {
    let mut origins = Vec::new();
    for (text, origin) in table.texts("allowed_origins")? {
        let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        if !host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', '?', '#', '@', ' '])) {
            return Err(table.refuse(
                "allowed_origins",
                &origin,
                format!("must be origins such as https://desk.lan, without a path or a wildcard, not {text:?}"),
            ));
        }
        origins.push(text.to_ascii_lowercase());
    }
    Ok(origins)
}

fn limits(table: &mut Table) -> Result<Limits, ConfigError> {
    let mut limits = Limits::default();
    let Some(mut keys) = table.table("limits")? else { return Ok(limits) };
    let mut set = |name: &str, place: &mut usize, from: usize, to: usize| -> Result<(), ConfigError> {
        *place = keys.count(name, from, to)?.unwrap_or(*place);
        Ok(())
    };
    set("connections", &mut limits.connections, 1, 100_000)?;
    set("connections_per_address", &mut limits.connections_per_address, 1, 100_000)?;
    set("topics_per_connection", &mut limits.topics_per_connection, 1, 10_000)?;
    set("frame_bytes", &mut limits.frame_bytes, 1_024, 16 * 1024 * 1024)?;
    set("body_bytes", &mut limits.body_bytes, 1_024, 16 * 1024 * 1024)?;
    keys.done()?;
    Ok(limits)
}

fn watch(table: &mut Table) -> Result<Watch, ConfigError> {
    let Some(mut keys) = table.table("watch")? else { return Ok(Watch::default()) };
    let mut watch = Watch::default();
    for (text, origin) in keys.texts("instruments")? {
        let id: InstrumentId = text.parse().map_err(|error| keys.refuse("instruments", &origin, format!("{error}")))?;
        watch.instruments.push(id);
    }
    for (text, origin) in keys.texts("channels")? {
        watch.channels.push(text.parse::<ChannelName>().map_err(|error| keys.refuse("channels", &origin, error.to_string()))?);
    }
    if watch.channels.is_empty() {
        watch.channels = vec![ChannelName::BBO, ChannelName::TICKER];
    }
    keys.done()?;
    Ok(watch)
}

fn venues(table: &mut Table) -> Result<(Vec<VenueSettings>, HouseSettings), ConfigError> {
    let (mut venues, mut settings) = (Vec::new(), HouseSettings::default());
    let Some(mut keys) = table.table("venues")? else { return Ok((venues, settings)) };
    for (name, node) in keys.drain() {
        if registry::is_house(&name) {
            settings = house::house(Table::new(&keys.key(&name), node)?)?;
            continue;
        }
        let Some(spec) = registry::codec(&name).map(|codec| codec.spec()) else {
            return Err(ConfigError::UnknownKey {
                place: node.origin.to_string(),
                key: keys.key(&name),
                hint: hint(&name, registry::names().chain([registry::HOUSE])),
            });
        };
        venues.push(venue(spec, Table::new(&keys.key(&name), node)?)?);
    }
    Ok((venues, settings))
}

fn venue(spec: &VenueSpec, mut keys: Table) -> Result<VenueSettings, ConfigError> {
    let (environment, origin) = keys.text("environment")?.unwrap_or_else(|| ("prod".to_owned(), keys.origin().clone()));
    let rest = url(&mut keys, "rest", ["http", "https"])?;
    let ws = url(&mut keys, "ws", ["ws", "wss"])?;
    let commands = url(&mut keys, "commands", ["ws", "wss"])?;
    let endpoints = if environment == "url" {
        let (Some(rest), Some(ws)) = (rest, ws) else {
            return Err(keys.refuse("environment", &origin, "is `url`, so `rest` and `ws` must both be set"));
        };
        Endpoints { rest, ws, commands }
    } else {
        if rest.is_some() || ws.is_some() || commands.is_some() {
            return Err(keys.refuse("environment", &origin, "must be \"url\" where `rest`, `ws` or `commands` is set"));
        }
        named(spec, &environment).ok_or_else(|| {
            let known = spec.environments.iter().map(|row| row.0).chain(["url"]);
            keys.refuse("environment", &origin, format!("{environment:?} is not known{}", hint(&environment, known)))
        })?
    };
    keys.done()?;
    let money = if on_production(spec, &endpoints) { Money::Real } else { Money::Test };
    Ok(VenueSettings { venue: spec.name.to_owned(), environment, endpoints, money, demo: false })
}

fn named(spec: &VenueSpec, environment: &str) -> Option<Endpoints> {
    let row = spec.environments.iter().find(|row| row.0 == environment)?;
    Some(Endpoints { rest: row.1.to_owned(), ws: row.2.to_owned(), commands: row.3.map(str::to_owned) })
}

fn on_production(spec: &VenueSpec, endpoints: &Endpoints) -> bool {
    let Some(production) = named(spec, "prod") else { return false };
    host(&endpoints.rest) == host(&production.rest) || host(&endpoints.ws) == host(&production.ws)
}

/// Host and port of a URL that has been checked.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_ascii_lowercase()
}

fn url(keys: &mut Table, name: &str, [plain, secure]: [&str; 2]) -> Result<Option<String>, ConfigError> {
    let Some((text, origin)) = keys.text(name)? else { return Ok(None) };
    let wrong = |reason: String| keys.refuse(name, &origin, reason);
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| *scheme == plain || *scheme == secure) else {
        return Err(wrong(format!("must begin with {secure}:// (or {plain}:// for this machine), not {text:?}")));
    };
    if rest.is_empty() || rest.contains(['@', '?', '#', ' ']) {
        return Err(wrong("must be a host and a path, without credentials, query or fragment".to_owned()));
    }
    let host = host(&text);
    let name_only =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host.as_str(), |(name, _)| name);
    let here = name_only == "localhost" || name_only.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if scheme == plain && !here {
        return Err(wrong(format!("may be {plain}:// only for this machine; use {secure}://")));
    }
    Ok(Some(text.trim_end_matches('/').to_owned()))
}

fn watched_venues_exist(config: &Config, sources: &Sources) -> Result<(), ConfigError> {
    let missing = config.watch.instruments.iter().find(|id| !config.venues.iter().any(|venue| venue.venue == id.venue()));
    match missing {
        Some(id) if !config.venues.is_empty() => Err(ConfigError::Value {
            place: sources.file.as_ref().map_or_else(|| "environment".to_owned(), |path| path.display().to_string()),
            key: "watch.instruments".to_owned(),
            reason: format!("names {id}, and venue `{}` is not configured", id.venue()),
        }),
        _ => Ok(()),
    }
}
