//! Which private REST calls exist, and what they cost.

use crate::faces::binance::private::gate::Need;
use crate::target::Target;

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident $method:literal $path:literal $need:ident $weight:literal $orders:expr,)*) => {
        /// One private REST call.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Call { $($name,)* }

        impl Call {
            /// The call of a method and a path below `/fapi/`.
            pub fn find(method: &str, path: &str) -> Option<Call> {
                match (method, path) {
                    $(($method, $path) => Some(Call::$name),)*
                    _ => None,
                }
            }

            /// What it asks of its sender.
            pub fn need(self) -> Need {
                match self { $(Call::$name => Need::$need,)* }
            }

            fn usual_weight(self) -> u64 {
                match self { $(Call::$name => $weight,)* }
            }

            /// What it counts on the order limits of 10 seconds and of a minute.
            pub fn orders(self) -> (u64, u64) {
                match self { $(Call::$name => $orders,)* }
            }
        }
    };
}

calls! {
    PlaceOrder "POST" "v1/order" Trade 0 (1, 1),
    TestOrder "POST" "v1/order/test" Trade 0 (0, 0),
    AmendOrder "PUT" "v1/order" Trade 0 (1, 1),
    CancelOrder "DELETE" "v1/order" Trade 1 (0, 0),
    QueryOrder "GET" "v1/order" Signed 1 (0, 0),
    OpenOrder "GET" "v1/openOrder" Signed 1 (0, 0),
    PlaceBatch "POST" "v1/batchOrders" Trade 5 (5, 1),
    AmendBatch "PUT" "v1/batchOrders" Trade 5 (5, 1),
    CancelBatch "DELETE" "v1/batchOrders" Trade 1 (0, 0),
    CancelAll "DELETE" "v1/allOpenOrders" Trade 1 (0, 0),
    Countdown "POST" "v1/countdownCancelAll" Trade 10 (0, 0),
    OpenOrders "GET" "v1/openOrders" Signed 1 (0, 0),
    AllOrders "GET" "v1/allOrders" Signed 5 (0, 0),
    UserTrades "GET" "v1/userTrades" Signed 5 (0, 0),
    ForceOrders "GET" "v1/forceOrders" Signed 20 (0, 0),
    Amendments "GET" "v1/orderAmendment" Signed 1 (0, 0),
    PlaceAlgo "POST" "v1/algoOrder" Trade 0 (1, 1),
    CancelAlgo "DELETE" "v1/algoOrder" Trade 1 (0, 0),
    CancelAlgos "DELETE" "v1/algoOpenOrders" Trade 1 (0, 0),
    QueryAlgo "GET" "v1/algoOrder" Signed 1 (0, 0),
    OpenAlgos "GET" "v1/openAlgoOrders" Signed 1 (0, 0),
    AllAlgos "GET" "v1/allAlgoOrders" Signed 5 (0, 0),
    BalanceV2 "GET" "v2/balance" Signed 5 (0, 0),
    BalanceV3 "GET" "v3/balance" Signed 5 (0, 0),
    AccountV2 "GET" "v2/account" Signed 5 (0, 0),
    AccountV3 "GET" "v3/account" Signed 5 (0, 0),
    PositionsV2 "GET" "v2/positionRisk" Signed 5 (0, 0),
    PositionsV3 "GET" "v3/positionRisk" Signed 5 (0, 0),
    AccountConfig "GET" "v1/accountConfig" Signed 5 (0, 0),
    SymbolConfig "GET" "v1/symbolConfig" Signed 5 (0, 0),
    Mode "GET" "v1/positionSide/dual" Signed 30 (0, 0),
    SetMode "POST" "v1/positionSide/dual" Trade 1 (0, 0),
    MultiAssets "GET" "v1/multiAssetsMargin" Signed 30 (0, 0),
    SetMultiAssets "POST" "v1/multiAssetsMargin" Trade 1 (0, 0),
    FeeBurn "GET" "v1/feeBurn" Signed 30 (0, 0),
    SetFeeBurn "POST" "v1/feeBurn" Trade 1 (0, 0),
    SetLeverage "POST" "v1/leverage" Trade 1 (0, 0),
    SetMarginType "POST" "v1/marginType" Trade 1 (0, 0),
    MoveMargin "POST" "v1/positionMargin" Trade 1 (0, 0),
    MarginHistory "GET" "v1/positionMargin/history" Signed 1 (0, 0),
    Income "GET" "v1/income" Signed 30 (0, 0),
    CommissionRate "GET" "v1/commissionRate" Signed 20 (0, 0),
    Brackets "GET" "v1/leverageBracket" Signed 1 (0, 0),
    AdlQuantile "GET" "v1/adlQuantile" Signed 5 (0, 0),
    TradingStatus "GET" "v1/apiTradingStatus" Signed 1 (0, 0),
    OrderLimits "GET" "v1/rateLimit/order" Signed 1 (0, 0),
    StartListening "POST" "v1/listenKey" Key 1 (0, 0),
    KeepListening "PUT" "v1/listenKey" Key 1 (0, 0),
    StopListening "DELETE" "v1/listenKey" Key 1 (0, 0),
}

impl Call {
    /// Weight charged to the address. Lists cost more without a symbol.
    pub fn weight(self, target: &Target) -> u64 {
        let all = target.param("symbol").is_none();
        match self {
            Call::OpenOrders | Call::OpenAlgos if all => 40,
            Call::ForceOrders if all => 50,
            Call::TradingStatus if all => 10,
            other => other.usual_weight(),
        }
    }
}
