//! May this request leave now?

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::{BucketSpec, BucketUse, Cost, MAX_BUCKETS, Scope};

/// Lanes, most urgent first. Within a lane, first come, first served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Ends risk. Only this lane may use the reserve.
    Cancel,
    /// Commands, the venue's clock.
    Command,
    /// Snapshots that repair a book, pages that close a gap.
    Repair,
    /// Asked by a person or a program.
    Query,
    /// Polling while a stream is down, probes of a silent channel.
    Poll,
}

/// What can happen to a budget.
#[derive(Debug)]
pub enum LimitInput<'a> {
    /// A request wants to leave.
    Submit {
        /// Chosen by the asker; unique among those waiting.
        id: u64,
        /// Whose own buckets it is counted in, beside those that all share; `None` for what is nobody's.
        account: Option<AccountId>,
        /// What it costs.
        cost: Cost,
        /// Its lane.
        priority: Priority,
        /// Not later than this; refused then.
        deadline: Timestamp,
    },
    /// An answer came.
    Answered {
        /// Whose call was answered.
        account: Option<&'a AccountId>,
        /// When the call left that is answered, by the local clock.
        left_at: Timestamp,
        /// HTTP status.
        status: u16,
        /// Its headers, names in lower case.
        headers: &'a [(String, String)],
        /// What it says elsewhere of how much is used.
        used: &'a [BucketUse],
        /// End of a ban, if the body names one.
        banned_until: Option<Timestamp>,
    },
    /// The venue stated its limits.
    Limits(Vec<BucketSpec>),
    /// Time has come.
    Wake,
}

/// What a budget wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitAction {
    /// The request may leave now.
    Grant(u64),
    /// It may not before its deadline.
    Refuse {
        /// Which.
        id: u64,
        /// When asking again makes sense.
        retry_at: Timestamp,
    },
    /// Wake at this time at the latest.
    WakeAt(Timestamp),
}

/// One bucket, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketStatus {
    /// Its rule.
    pub spec: BucketSpec,
    /// Whose it is; `None` for one that all share.
    pub account: Option<AccountId>,
    /// Units used in this window.
    pub used: u32,
    /// Units that only cancels may use.
    pub reserved: u32,
    /// When the window ends, by the local clock.
    pub resets_at: Timestamp,
}

/// Most requests that wait; one more is refused at once.
const MAX_WAITING: usize = 512;
/// Share of a bucket that only cancels may use, in percent.
const CANCEL_RESERVE_PCT: u32 = 10;
/// Share of a bucket that polling may fill, in percent.
const POLL_CEILING_PCT: u32 = 80;
/// What an answer says of a window is believed if its call left at least this long after the window began, or a twentieth
/// of the window: one that left before may tell of the window before, and the venue's clock is known only so well.
const NEW_WINDOW: Duration = Duration::from_secs(1);
/// Longest wait that a `Retry-After` can ask for; a venue's longest ban is three days.
const MAX_PENALTY: Duration = Duration::from_secs(3 * 86_400);

/// What was used of one window.
#[derive(Debug, Default)]
struct Count {
    /// By all, or by nobody's calls where accounts are counted apart.
    all: u32,
    /// By each account, where they are counted apart.
    by_account: BTreeMap<AccountId, u32>,
}

impl Count {
    fn of(&mut self, account: Option<&AccountId>) -> &mut u32 {
        match account {
            Some(account) => self.by_account.entry(account.clone()).or_insert(0),
            None => &mut self.all,
        }
    }
}

#[derive(Debug)]
struct Bucket {
    spec: BucketSpec,
    window: Timestamp,
    used: Count,
    /// What left when the next window may have begun already: it may be counted there.
    next: Count,
}

impl Bucket {
    /// Whose count a call of this account is in.
    fn counted<'a>(&self, account: Option<&'a AccountId>) -> Option<&'a AccountId> {
        account.filter(|_| self.spec.scope == Scope::Account)
    }

    fn used(&self, account: Option<&AccountId>) -> u32 {
        match self.counted(account) {
            Some(account) => self.used.by_account.get(account).copied().unwrap_or(0),
            None => self.used.all,
        }
    }

    /// True if an answer to a call that left then can only tell of this window.
    fn is_told_by(&self, left_at: Timestamp, clock: Reading) -> bool {
        clock.beside(self.spec.window).earliest(left_at) >= self.window + NEW_WINDOW.min(self.spec.window.scale(1, 20))
    }

    /// When a window is over for sure, by the local clock.
    fn end_of(&self, window: Timestamp, clock: Reading) -> Timestamp {
        window + self.spec.window - clock.offset + clock.beside(self.spec.window).error
    }

    fn ends_at(&self, clock: Reading) -> Timestamp {
        self.end_of(self.window, clock)
    }

    /// The window that is not over for sure.
    fn window_at(&self, now: Timestamp, clock: Reading) -> Timestamp {
        clock.beside(self.spec.window).earliest(now).floor(self.spec.window).max(self.window)
    }

    fn charge(&mut self, now: Timestamp, clock: Reading, account: Option<&AccountId>, units: u32) {
        let account = self.counted(account);
        let used = self.used.of(account);
        *used = used.saturating_add(units);
        if clock.beside(self.spec.window).latest(now) >= self.window + self.spec.window {
            let next = self.next.of(account);
            *next = next.saturating_add(units);
        }
    }
}

/// What is known of the venue's clock.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    /// Venue minus local.
    offset: Duration,
    /// How far off that may be.
    error: Duration,
}

impl Reading {
    /// The same where this window is counted: a window that is short beside the error would never be over.
    fn beside(self, window: Duration) -> Self {
        Self { error: self.error.min(window.scale(1, 4)), ..self }
    }

    /// The venue's time is at least this.
    fn earliest(self, local: Timestamp) -> Timestamp {
        local + self.offset - self.error
    }

    /// The venue's time is at most this.
    fn latest(self, local: Timestamp) -> Timestamp {
        local + self.offset + self.error
    }
}

#[derive(Debug)]
struct Waiting {
    id: u64,
    /// When it came, compared with the others of its lane.
    turn: u64,
    cost: Cost,
    deadline: Timestamp,
}

/// The calls of one lane that wait, by whose they are.
type Lane = BTreeMap<Option<AccountId>, VecDeque<Waiting>>;

/// The budget of one venue and one egress address. One owner; everyone asks it.
///
/// Buckets of an address are one for all; those of accounts are counted for each account by itself, so that one that has
/// used up its orders holds up no other.
///
/// Windows start at multiples of their length by the venue's clock, as far as that is known: a window is over when it is over
/// for sure, and what left when the next may have begun counts in both. What the venue reports is believed when it is more than
/// what was counted here (others share the address), never when it is less.
#[derive(Debug)]
pub struct Budget {
    buckets: Vec<Bucket>,
    lanes: BTreeMap<Priority, Lane>,
    waiting: usize,
    turn: u64,
    /// Whoever has asked; as many as there are accounts.
    accounts: BTreeSet<AccountId>,
    clock: Reading,
    closed_until: Option<Timestamp>,
    banned: bool,
}

impl Budget {
    /// A budget with the venue's documented limits.
    pub fn new(buckets: &[BucketSpec]) -> Self {
        let mut budget = Self {
            buckets: Vec::new(),
            lanes: BTreeMap::new(),
            waiting: 0,
            turn: 0,
            accounts: BTreeSet::new(),
            clock: Reading::default(),
            closed_until: None,
            banned: false,
        };
        budget.restate(buckets.to_vec());
        budget
    }

    /// Venue clock minus local clock, and how far off that may be; windows are the venue's.
    pub fn set_clock(&mut self, offset: Duration, error: Duration) {
        self.clock = Reading { offset, error };
    }

    /// Advances by one input; wants are pushed to `out`.
    pub fn handle(&mut self, now: Timestamp, input: LimitInput<'_>, out: &mut Vec<LimitAction>) {
        self.roll(now);
        match input {
            LimitInput::Submit { id, account, cost, priority, deadline } => {
                if let Some(account) = account.as_ref().filter(|account| !self.accounts.contains(*account)) {
                    self.accounts.insert(account.clone());
                }
                if self.waiting == 0 && self.free_at(now, priority, account.as_ref(), &cost).0 <= now {
                    // Nobody waits whom it could pass.
                    self.charge(now, account.as_ref(), &cost);
                    out.push(LimitAction::Grant(id));
                    return;
                }
                if self.waiting >= MAX_WAITING {
                    out.push(LimitAction::Refuse { id, retry_at: now + Duration::from_secs(1) });
                } else {
                    self.waiting += 1;
                    self.turn += 1;
                    let waiting = Waiting { id, turn: self.turn, cost, deadline };
                    self.lanes.entry(priority).or_default().entry(account).or_default().push_back(waiting);
                }
            }
            LimitInput::Answered { account, left_at, status, headers, used, banned_until } => {
                self.learn(account, left_at, headers, used);
                self.penalise(now, status, headers, banned_until);
            }
            LimitInput::Limits(specs) => self.restate(specs),
            LimitInput::Wake => {}
        }
        self.release(now, out);
    }

    /// Buckets as they stand, for people; those of accounts once for each that has asked.
    pub fn status(&self, now: Timestamp) -> Vec<BucketStatus> {
        let mut rows = Vec::new();
        for bucket in &self.buckets {
            let window = bucket.window_at(now, self.clock);
            let row = |account: Option<&AccountId>| BucketStatus {
                spec: bucket.spec.clone(),
                account: account.cloned(),
                used: if window == bucket.window { bucket.used(account) } else { 0 },
                reserved: reserve(&bucket.spec),
                resets_at: bucket.end_of(window, self.clock),
            };
            if bucket.spec.scope == Scope::Address || self.accounts.is_empty() {
                rows.push(row(None));
            } else {
                rows.extend(self.accounts.iter().map(|account| row(Some(account))));
            }
        }
        rows
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// End of a penalty that the venue gave, and whether it is a ban.
    pub fn penalty(&self, now: Timestamp) -> Option<(Timestamp, bool)> {
        self.closed_until.filter(|until| *until > now).map(|until| (until, self.banned))
    }

    fn roll(&mut self, now: Timestamp) {
        for bucket in &mut self.buckets {
            let window = bucket.window_at(now, self.clock);
            // A clock correction may step back into the window before: what was counted stays counted.
            if window > bucket.window {
                let follows = window == bucket.window + bucket.spec.window;
                let next = std::mem::take(&mut bucket.next);
                bucket.window = window;
                bucket.used = if follows { next } else { Count::default() };
            }
        }
        if self.closed_until.is_some_and(|until| until <= now) {
            self.closed_until = None;
            self.banned = false;
        }
    }

    fn restate(&mut self, specs: Vec<BucketSpec>) {
        for spec in specs.into_iter().filter(|spec| spec.cap > 0 && spec.window > Duration::ZERO) {
            match self.buckets.iter().position(|held| held.spec.name == spec.name && held.spec.window == spec.window) {
                Some(at) => self.buckets[at].spec.cap = spec.cap,
                None if self.buckets.len() < MAX_BUCKETS => {
                    self.buckets.push(Bucket { spec, window: Timestamp::default(), used: Count::default(), next: Count::default() });
                }
                None => {}
            }
        }
    }

    /// What the venue says that was used; less than what was counted here may be older than the last calls, and what a call
    /// says that left before the window began is of the window before.
    fn learn(&mut self, account: Option<&AccountId>, left_at: Timestamp, headers: &[(String, String)], used: &[BucketUse]) {
        let clock = self.clock;
        for bucket in self.buckets.iter_mut().filter(|bucket| bucket.is_told_by(left_at, clock)) {
            let spec = &bucket.spec;
            let headed = spec.header.and_then(|name| header(headers, name)).and_then(|text| text.parse::<u32>().ok());
            let told = used.iter().find(|told| told.name == spec.name && told.window == spec.window).map(|told| told.used);
            if let Some(reported) = headed.max(told) {
                let counted = bucket.used.of(bucket.counted(account));
                *counted = (*counted).max(reported);
            }
        }
    }

    fn penalise(&mut self, now: Timestamp, status: u16, headers: &[(String, String)], banned_until: Option<Timestamp>) {
        if status != 429 && status != 418 {
            return;
        }
        let asked = header(headers, "retry-after").and_then(|text| text.parse::<i64>().ok()).map(|s| now + Duration::from_secs(s.max(1)));
        // Windows of accounts are not asked: theirs may be over long before the address may ask again.
        let ours = self.buckets.iter().filter(|bucket| bucket.spec.scope == Scope::Address);
        let window_end = ours.map(|bucket| bucket.ends_at(self.clock)).min();
        // A ban without an end is at least two minutes (venue documentation); a refusal lasts until the window rolls over.
        let default = if status == 418 { now + Duration::from_secs(120) } else { window_end.unwrap_or(now + Duration::from_secs(60)) };
        let banned_until = banned_until.map(|until| until - self.clock.offset);
        let until = banned_until.max(asked).unwrap_or(default).max(now + Duration::from_secs(1)).min(now + MAX_PENALTY);
        self.closed_until = Some(self.closed_until.map_or(until, |held| held.max(until)));
        self.banned |= status == 418;
    }

    fn release(&mut self, now: Timestamp, out: &mut Vec<LimitAction>) {
        let mut wake: Option<Timestamp> = None;
        let mut lanes = std::mem::take(&mut self.lanes);
        for (priority, lane) in &mut lanes {
            // A request that cannot leave holds up its own lane only: a cheap poll may pass a dear one of another lane.
            let mut held_up = BTreeSet::new();
            while let Some(account) = next_turn(lane, &held_up) {
                let Some(head) = lane.get(&account).and_then(VecDeque::front) else { break };
                let (free_at, shared) = self.free_at(now, *priority, account.as_ref(), &head.cost);
                if free_at <= now {
                    self.charge(now, account.as_ref(), &head.cost);
                    out.push(LimitAction::Grant(head.id));
                } else if free_at > head.deadline || head.deadline <= now {
                    out.push(LimitAction::Refuse { id: head.id, retry_at: free_at });
                } else {
                    wake = Some(wake.map_or(free_at, |held: Timestamp| held.min(free_at)));
                    if shared {
                        break;
                    }
                    held_up.insert(account);
                    continue;
                }
                self.waiting -= 1;
                if let Some(waiting) = lane.get_mut(&account) {
                    waiting.pop_front();
                }
            }
            lane.retain(|_, waiting| !waiting.is_empty());
        }
        self.lanes = lanes;
        if let Some(at) = wake {
            out.push(LimitAction::WakeAt(at));
        }
    }

    fn charge(&mut self, now: Timestamp, account: Option<&AccountId>, cost: &Cost) {
        for (bucket, units) in self.buckets.iter_mut().zip(cost.0).filter(|(_, units)| *units > 0) {
            bucket.charge(now, self.clock, account, units);
        }
    }

    /// The earliest time at which a request of this lane and cost may leave, and whether it waits for what all share.
    fn free_at(&self, now: Timestamp, priority: Priority, account: Option<&AccountId>, cost: &Cost) -> (Timestamp, bool) {
        let mut at = self.closed_until.unwrap_or(now).max(now);
        let mut shared = at > now;
        for (bucket, units) in self.buckets.iter().zip(cost.0) {
            if units > 0 && bucket.used(account).saturating_add(units) > ceiling(&bucket.spec, priority) {
                at = at.max(bucket.ends_at(self.clock));
                shared |= bucket.spec.scope == Scope::Address;
            }
        }
        (at, shared)
    }
}

/// Whose turn it is: of those who are not held up, the one who has waited longest.
fn next_turn(lane: &Lane, held_up: &BTreeSet<Option<AccountId>>) -> Option<Option<AccountId>> {
    let heads = lane.iter().filter(|(account, _)| !held_up.contains(*account));
    let first = heads.filter_map(|(account, waiting)| Some((waiting.front()?.turn, account))).min()?;
    Some(first.1.clone())
}

fn reserve(spec: &BucketSpec) -> u32 {
    spec.cap * CANCEL_RESERVE_PCT / 100
}

fn ceiling(spec: &BucketSpec, priority: Priority) -> u32 {
    match priority {
        Priority::Cancel => spec.cap,
        Priority::Command | Priority::Repair | Priority::Query => spec.cap - reserve(spec),
        Priority::Poll => (u64::from(spec.cap) * u64::from(POLL_CEILING_PCT) / 100) as u32,
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
}
