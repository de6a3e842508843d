//! What does the socket say about itself, the venue and its products?

use twinline_model::InstrumentStatus;
use twinline_venue::{Fact, InstrumentIx, OddityKind};

use super::frame::Context;
use super::numbers::{Bad, micros};
use super::object::{Object, list, note, text};
use crate::instruments::trading;
use crate::names::kind;

/// Most names that a list of subscriptions is believed to have: the cap of a link, twice.
const MAX_NAMES: usize = 2048;

/// `subscriptions`: all that the connection holds now, and what it was refused, without a word about which request asked.
pub(super) fn subscriptions(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    let mut names = Vec::new();
    for entry in object.list("channels")?.unwrap_or_default() {
        let mut entry = Object::read(entry.as_raw_str()).map_err(|_| Bad::Malformed("subscriptions.channels"))?;
        let name = entry.owned("name").ok_or(Bad::Missing("subscriptions.channels.name"))?;
        let reason: Option<String> = entry.owned("error").map(|text| text.chars().take(300).collect());
        let symbols = entry.raw("symbols").and_then(list).unwrap_or_default();
        match (reason, kind(&name)) {
            (Some(reason), Some(channel)) => cx.out.push(Fact::ChannelRefused { channel, ix: None, reason }),
            (Some(reason), None) => note(cx.out, OddityKind::Value, format_args!("subscriptions {name}: {reason}")),
            (None, _) if symbols.is_empty() => names.push(name),
            (None, _) => {
                let of = symbols.iter().filter_map(|symbol| text(symbol.as_raw_str()).map(|symbol| format!("{name}.{symbol}")));
                names.extend(of.take(MAX_NAMES));
            }
        }
        entry.finish("subscriptions.channels", cx.out);
    }
    names.truncate(MAX_NAMES);
    cx.out.push(Fact::Subscriptions { id: None, names });
    Ok(())
}

/// `product_updates`: a product's trading is disturbed, or goes on.
pub(super) fn product(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["event"]);
    let ts = object.integer("timestamp")?.map(micros);
    let Some(mut product) = object.object("product")? else { return Err(Bad::Missing("product_updates.product")) };
    product.pass(&["id"]);
    let symbol = product.owned("symbol");
    let word = product.owned("trading_status");
    product.finish("product_updates.product", cx.out);
    let ix = cx.whose("product_updates.symbol", symbol.as_deref())?;
    if let (Some(ix), Some(word)) = (ix, word) {
        let status = trading(&word);
        if matches!(status, InstrumentStatus::Other(_)) && word != POST_ONLY {
            note(cx.out, OddityKind::Value, format_args!("product_updates.trading_status {word}"));
        }
        cx.out.push(Fact::Status { ix, status, ts });
    }
    Ok(())
}

/// Known, and none of our words: only orders that rest are taken.
const POST_ONLY: &str = "disrupted_post_only";

/// `system_status`, before it `announcements`: maintenance halts all trading; what trades after it is asked for.
pub(super) fn status(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["maintenance_start_time", "maintenance_announcement_time", "maintenance_finish_time"]);
    let ts = object.integer("timestamp")?.map(micros);
    let event = object.owned("event").unwrap_or_default();
    let word = object.owned("status");
    let known = ["snapshot", "maintenance_scheduled", "maintenance_started", "maintenance_finished", "maintenance_cancelled"];
    if !known.contains(&event.as_str()) && event != "app_status_update" {
        note(cx.out, OddityKind::Value, format_args!("system_status.event {event}"));
    }
    let in_maintenance = word.as_deref().map_or(event == "maintenance_started", |word| word == "maintenance");
    let instruments = &cx.view.instruments;
    if in_maintenance {
        let trading = (0u32..).zip(instruments.iter()).filter(|(_, instrument)| instrument.status == InstrumentStatus::Trading);
        let halted: Vec<InstrumentIx> = trading.map(|(at, _)| InstrumentIx(at)).collect();
        halted.into_iter().for_each(|ix| cx.out.push(Fact::Status { ix, status: InstrumentStatus::Halted, ts }));
    } else if event == "maintenance_finished" || event == "maintenance_cancelled" {
        // News of one, though nothing is new about it, has all of them loaded again.
        if let Some(first) = instruments.iter().next() {
            cx.out.push(Fact::Status { ix: InstrumentIx(0), status: first.status.clone(), ts });
        }
    }
    Ok(())
}
