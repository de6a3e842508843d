//! Is this the book that the venue has?
//!
//! A change carries the CRC-32 (IEEE) of the best ten asks and bids after it: `price:size` joined by commas, asks, a bar, bids,
//! "exactly as received" (as documented, and as both published values reproduce). Prices are written with the places of the tick
//! (as observed in every level of the recording) and sizes in whole contracts; a book is kept in integers and written again here.

use twinline_model::{Instrument, Level, format_scaled};

/// True if the sum is of this book.
///
/// ASSUMED: should the venue ever write prices without the zeros at their ends, or sizes of spot pairs in either way, that is
/// the same book: each way is tried before it is called another one.
pub fn fits(instrument: &Instrument, bids: &[Level], asks: &[Level], sum: u32) -> bool {
    let ways = [(false, true), (false, false), (true, true), (true, false)];
    ways.into_iter().any(|(trim_price, trim_size)| crc32(written(instrument, bids, asks, trim_price, trim_size).as_bytes()) == sum)
}

/// The text that is summed.
fn written(instrument: &Instrument, bids: &[Level], asks: &[Level], trim_price: bool, trim_size: bool) -> String {
    let each = instrument.contract_size.value().normalize();
    let mut text = String::with_capacity(400);
    for (nth, side) in [asks, bids].into_iter().enumerate() {
        if nth > 0 {
            text.push('|');
        }
        for (nth, level) in side.iter().enumerate() {
            if nth > 0 {
                text.push(',');
            }
            push(&mut text, level.price, instrument.price_scale, trim_price);
            text.push(':');
            let (count, scale) = contracts(level.size, instrument.size_scale, each.mantissa(), each.scale());
            push(&mut text, count, scale, trim_size);
        }
    }
    text
}

/// A size at its scale as contracts: divided by what one is worth, which it is a multiple of.
fn contracts(size: i64, scale: u8, each: i128, each_scale: u32) -> (i64, u8) {
    let count = size.checked_div(i64::try_from(each).unwrap_or(i64::MAX).max(1)).unwrap_or(i64::MAX);
    let scale = u8::try_from(u32::from(scale).saturating_sub(each_scale)).unwrap_or(0);
    (count, scale)
}

fn push(text: &mut String, value: i64, scale: u8, trim: bool) {
    let from = text.len();
    format_scaled(value, scale, text);
    if trim && text[from..].contains('.') {
        let kept = text[from..].trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(from + kept);
    }
}

/// Bytes that are summed in one step.
const STEP: usize = 8;
/// What each byte of a step adds to the sum, by how many follow it in the step; the first table is that of zlib.
static TABLES: [[u32; 256]; STEP] = tables();

const fn tables() -> [[u32; 256]; STEP] {
    let mut tables = [[0; 256]; STEP];
    let mut at = 0;
    while at < 256 {
        let (mut value, mut bit) = (at as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        tables[0][at] = value;
        at += 1;
    }
    let mut behind = 1;
    while behind < STEP {
        let mut at = 0;
        while at < 256 {
            let before = tables[behind - 1][at];
            tables[behind][at] = tables[0][(before & 0xFF) as usize] ^ (before >> 8);
            at += 1;
        }
        behind += 1;
    }
    tables
}

/// CRC-32 as in zlib.
pub fn crc32(bytes: &[u8]) -> u32 {
    let (steps, rest) = bytes.as_chunks::<STEP>();
    let sum = steps.iter().fold(u32::MAX, |sum, step| {
        let [a, b, c, d] = sum.to_le_bytes();
        let mixed = [step[0] ^ a, step[1] ^ b, step[2] ^ c, step[3] ^ d, step[4], step[5], step[6], step[7]];
        mixed.iter().zip(TABLES.iter().rev()).fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)])
    });
    !rest.iter().fold(sum, |sum, byte| TABLES[0][usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}
