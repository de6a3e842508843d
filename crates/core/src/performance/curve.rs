//! How did a sum move, and how deep did it fall?

use rust_decimal::Decimal;
use twinline_model::Timestamp;

/// The sum at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When it became so.
    pub ts: Timestamp,
    /// The sum since the beginning of the period.
    pub sum: Decimal,
}

impl Point {
    /// Most points of a curve.
    pub const MOST: usize = 400;
}

/// A fall from the highest that the sum had been, zero at the beginning included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawdown {
    /// How deep, above zero.
    pub amount: Decimal,
    /// When it had been that high; the first change if it never was above zero.
    pub from: Timestamp,
    /// When it was lowest.
    pub to: Timestamp,
}

/// A sum that is being made, change after change.
#[derive(Debug, Default)]
pub(super) struct Sum {
    points: Vec<Point>,
    now: Decimal,
    top: Option<Point>,
    deepest: Option<Drawdown>,
}

impl Sum {
    /// The sum changes; times never go back. A change of nothing is no point.
    pub(super) fn add(&mut self, ts: Timestamp, by: Decimal) {
        if by.is_zero() {
            return;
        }
        self.now = self.now.saturating_add(by);
        let point = Point { ts, sum: self.now };
        let top = *self.top.get_or_insert(Point { ts, sum: Decimal::ZERO });
        if point.sum > top.sum {
            self.top = Some(point);
        }
        let fall = top.sum.saturating_sub(point.sum);
        if fall > self.deepest.map_or(Decimal::ZERO, |deepest| deepest.amount) {
            self.deepest = Some(Drawdown { amount: fall, from: top.ts, to: ts });
        }
        self.points.push(point);
    }

    /// The deepest fall, and the points, thinned.
    pub(super) fn finish(self) -> (Option<Drawdown>, Vec<Point>) {
        (self.deepest, thinned(self.points))
    }
}

/// Of each of so many equal stretches the highest and the lowest point, in their order; and the last of all.
fn thinned(points: Vec<Point>) -> Vec<Point> {
    if points.len() <= Point::MOST {
        return points;
    }
    // Two of each stretch, and one place for the last.
    let stretches = (Point::MOST - 1) / 2;
    let length = points.len().div_ceil(stretches);
    let mut kept = Vec::with_capacity(Point::MOST);
    for stretch in points.chunks(length) {
        let (mut low, mut high) = (0, 0);
        for (at, point) in stretch.iter().enumerate() {
            low = if point.sum < stretch[low].sum { at } else { low };
            high = if point.sum > stretch[high].sum { at } else { high };
        }
        kept.push(stretch[low.min(high)]);
        if low != high {
            kept.push(stretch[low.max(high)]);
        }
    }
    if let (Some(last), Some(end)) = (kept.last(), points.last())
        && last != end
    {
        kept.push(*end);
    }
    kept
}
