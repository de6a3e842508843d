//! From when to when is a certificate valid?
//!
//! The verifier judges that by itself and says nothing while all is well; an operator wants to know the end in time.
//! So the two dates are read here, and nothing else. What cannot be read is no date: the certificate is judged elsewhere.

use twinline_model::Timestamp;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// The explicit version, which the oldest certificates lack.
const VERSION: u8 = 0xa0;

/// First and last moment of validity of a DER certificate (RFC 5280, section 4.1.2.5); `None` if it cannot be read, or
/// names a year beyond 2262.
pub(crate) fn validity(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (certificate, _) = element(der, SEQUENCE)?;
    let (mut body, _) = element(certificate, SEQUENCE)?;
    if body.first() == Some(&VERSION) {
        body = element(body, VERSION)?.1;
    }
    for skipped in [INTEGER, SEQUENCE, SEQUENCE] {
        // Serial number, algorithm, issuer.
        body = element(body, skipped)?.1;
    }
    let (validity, _) = element(body, SEQUENCE)?;
    let (from, rest) = moment(validity)?;
    let (until, _) = moment(rest)?;
    Some((from, until))
}

/// The content of the element at the front, which must be of this kind, and what follows it.
fn element(bytes: &[u8], kind: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, short], rest) = bytes.split_first_chunk::<2>()?;
    if found != kind {
        return None;
    }
    if short < 0x80 {
        return rest.split_at_checked(usize::from(short));
    }
    let (length, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
    if length.is_empty() || length.len() > 4 {
        return None;
    }
    let length = length.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    rest.split_at_checked(usize::try_from(length).ok()?)
}

fn moment(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let generalized = bytes.first() == Some(&GENERALIZED_TIME);
    let (text, rest) = element(bytes, if generalized { GENERALIZED_TIME } else { UTC_TIME })?;
    let digits = std::str::from_utf8(text).ok()?.strip_suffix('Z').filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (year, day) = digits.split_at_checked(if generalized { 4 } else { 2 })?;
    if day.len() != 10 {
        return None;
    }
    let century = match year.parse::<u32>() {
        _ if generalized => "",
        // Two digits count from 1950 to 2049.
        Ok(year) if year < 50 => "20",
        _ => "19",
    };
    let part = |at: usize| &day[at..at + 2];
    let written = format!("{century}{year}-{}-{}T{}:{}:{}Z", part(0), part(2), part(4), part(6), part(8));
    Some((Timestamp::parse(&written).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind];
        match content.len() {
            short @ 0..0x80 => bytes.push(short as u8),
            long => bytes.extend([0x82, (long >> 8) as u8, long as u8]),
        }
        bytes.extend(content);
        bytes
    }

    fn certificate(version: &[u8], dates: &[u8], issuer: usize) -> Vec<u8> {
        let issuer = der(SEQUENCE, &vec![0; issuer]);
        let body = [version, &der(INTEGER, &[7]), &der(SEQUENCE, &[]), &issuer, &der(SEQUENCE, dates)].concat();
        der(SEQUENCE, &der(SEQUENCE, &body))
    }

    fn check(dates: &[(u8, &str)], expected: Option<(&str, &str)>) {
        let dates: Vec<u8> = dates.iter().flat_map(|(kind, text)| der(*kind, text.as_bytes())).collect();
        let read = |version: &[u8], issuer| {
            validity(&certificate(version, &dates, issuer)).map(|(from, until)| (from.to_string(), until.to_string()))
        };
        let expected = expected.map(|(from, until)| (from.to_owned(), until.to_owned()));
        assert_eq!(read(&[], 0), expected);
        assert_eq!(read(&der(VERSION, &[2, 1, 2]), 300), expected);
    }

    #[test]
    fn both_spellings_of_a_date_are_read() {
        let (utc, long) = (UTC_TIME, GENERALIZED_TIME);
        check(
            &[(utc, "500101000000Z"), (utc, "491231235959Z")],
            Some(("1950-01-01T00:00:00.000000000Z", "2049-12-31T23:59:59.000000000Z")),
        );
        check(
            &[(utc, "251121120000Z"), (long, "20501121120001Z")],
            Some(("2025-11-21T12:00:00.000000000Z", "2050-11-21T12:00:01.000000000Z")),
        );
        check(&[(utc, "251121120000Z"), (utc, "251321120000Z")], None);
        check(&[(utc, "251121120000Z"), (long, "251121120000Z")], None);
        check(&[(utc, "251121120000Z"), (utc, "2511211200é0Z")], None);
        check(&[(utc, "251121120000Z"), (utc, "251121120000+0100")], None);
        check(&[(utc, "251121120000Z")], None);
        check(&[(utc, "251121120000Z"), (long, "99991231235959Z")], None);
    }

    #[test]
    fn what_is_cut_short_anywhere_is_no_date() {
        let dates = [der(UTC_TIME, b"251121120000Z"), der(UTC_TIME, b"261121120000Z")].concat();
        let whole = certificate(&[], &dates, 200);
        assert!(validity(&whole).is_some());
        for length in 0..whole.len() {
            assert_eq!(validity(&whole[..length]), None, "{length} bytes");
        }
        assert_eq!(validity(&[SEQUENCE, 0xff, 0xff]), None);
        assert_eq!(validity(&[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff, 0]), None);
    }
}
