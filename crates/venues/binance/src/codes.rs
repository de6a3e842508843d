//! What does each documented error code mean for us?
//!
//! Source: the venue's "Error Codes" page, section by section. The class is our reading of it, not the venue's word.

use twinline_venue::ErrorClass::{self, AlreadySo, Clock, Credentials, Limited, NotFound, Rejected, Retry, Unknown};

/// Sorted by code, so that it can be searched by halving.
pub static ERRORS: &[(i32, ErrorClass)] = &[
    // modify, price match, self-trade prevention, good till date
    (-5047, Rejected),
    (-5043, Rejected),
    (-5041, Rejected),
    (-5040, Rejected),
    (-5039, Rejected),
    (-5038, Rejected),
    (-5037, Rejected),
    (-5029, Rejected),
    (-5028, Clock), // outside recvWindow, found by the engine
    (-5027, AlreadySo),
    (-5026, Rejected),
    (-5025, Rejected),
    (-5024, Rejected),
    (-5022, Rejected), // post-only would take
    (-5021, Rejected), // fill or kill cannot fill
    // leave to trade
    (-4531, Rejected),
    (-4403, Rejected),
    (-4402, Rejected),
    (-4401, Credentials),
    (-4400, Credentials),
    (-4211, Rejected),
    (-4210, Rejected),
    (-4209, Rejected),
    (-4208, Rejected),
    (-4207, Rejected),
    (-4206, Rejected),
    (-4205, Rejected),
    (-4204, Rejected),
    (-4203, Rejected),
    (-4202, Rejected),
    (-4192, Credentials), // cooling-off
    (-4184, Rejected),
    (-4183, Rejected),
    (-4172, Rejected),
    (-4171, AlreadySo), // asset mode needs no change
    (-4170, Rejected),
    (-4169, Rejected),
    (-4168, Rejected),
    (-4167, Rejected),
    (-4165, Rejected),
    (-4164, Rejected), // below min notional
    (-4161, Rejected),
    (-4144, Rejected),
    (-4142, Rejected),
    (-4141, Rejected),
    (-4140, Rejected),
    (-4138, Rejected),
    (-4137, Rejected),
    (-4136, Rejected),
    (-4135, Rejected),
    (-4131, Retry),    // counterparty price beyond PERCENT_PRICE
    (-4130, NotFound), // a closePosition order exists already: read the open algo orders
    (-4120, Rejected), // conditional orders have their own endpoint
    (-4118, Rejected),
    (-4117, NotFound),  // stop order is triggering: look it up
    (-4116, AlreadySo), // duplicate client order id: the first attempt lives
    (-4109, Credentials),
    (-4088, Credentials),
    (-4087, Credentials),
    (-4083, Rejected),
    (-4082, Rejected),
    (-4068, Rejected),
    (-4067, Rejected),
    (-4062, Rejected),
    (-4061, Rejected),
    (-4060, Rejected),
    (-4059, AlreadySo), // position mode needs no change
    (-4055, Rejected),
    (-4054, Rejected),
    (-4053, Rejected),
    (-4052, Rejected),
    (-4051, Rejected),
    (-4050, Rejected),
    (-4049, Rejected),
    (-4048, Rejected),
    (-4047, Rejected),
    (-4046, AlreadySo), // margin type needs no change
    (-4045, Rejected),
    (-4030, Rejected),
    (-4029, Rejected),
    (-4028, Rejected),
    (-4024, Rejected),
    (-4023, Rejected),
    (-4016, Rejected),
    (-4015, Rejected), // client order id
    (-4014, Rejected), // tick size
    (-4013, Rejected),
    (-4007, Rejected),
    (-4006, Rejected),
    (-4005, Rejected),
    (-4004, Rejected),
    (-4003, Rejected),
    (-4002, Rejected),
    (-4001, Rejected),
    // orders
    (-2028, Rejected),
    (-2027, Rejected),
    (-2026, Rejected),
    (-2025, Rejected),
    (-2024, Rejected),
    (-2023, Credentials), // account is being liquidated
    (-2022, Rejected),    // reduce-only
    (-2021, Rejected),    // would trigger at once
    (-2020, Rejected),
    (-2019, Rejected), // margin
    (-2018, Rejected), // balance
    (-2017, Credentials),
    (-2015, Credentials),
    (-2014, Credentials),
    (-2013, NotFound),
    (-2012, NotFound),
    (-2011, NotFound),
    (-2010, Rejected),
    // requests
    (-1136, Rejected),
    (-1130, Rejected),
    (-1128, Rejected),
    (-1127, Rejected),
    (-1126, Rejected),
    (-1125, NotFound), // listen key does not exist: make a new one
    (-1122, Rejected),
    (-1121, Rejected), // symbol
    (-1120, Rejected),
    (-1119, Rejected),
    (-1118, Rejected),
    (-1117, Rejected),
    (-1116, Rejected),
    (-1115, Rejected),
    (-1114, Rejected),
    (-1112, Retry), // no depth
    (-1111, Rejected),
    (-1110, Rejected),
    (-1109, Rejected),
    (-1108, Rejected),
    (-1106, Rejected),
    (-1105, Rejected),
    (-1104, Rejected),
    (-1103, Rejected),
    (-1102, Rejected),
    (-1101, Rejected),
    (-1100, Rejected),
    (-1099, Rejected),
    // server and network
    (-1023, Rejected),
    (-1022, Credentials), // signature
    (-1021, Clock),       // outside recvWindow, found at the gateway
    (-1020, Rejected),
    (-1016, Retry), // shutting down
    (-1015, Limited),
    (-1014, Rejected),
    (-1013, Rejected),
    (-1011, Credentials),
    (-1010, Rejected),
    (-1008, Retry), // throttled by system-level protection
    (-1007, Unknown),
    (-1006, Unknown),
    (-1005, Credentials),
    (-1004, Credentials),
    (-1003, Limited),
    (-1002, Credentials),
    (-1001, Retry), // not for state-changing requests: there it is doubt unless the text says otherwise
    (-1000, Unknown),
];
