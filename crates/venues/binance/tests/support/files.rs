//! Where the vectors are, and which of them are public.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this venue's vectors.
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../vectors/binance_usdm")
}

/// The folder of recordings.
pub fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../captures")
}

/// Of accounts. A trailing `/` means everything within, a trailing `_` every name that begins so.
pub const PRIVATE: &[&str] = &[
    "rest_signatures.json",
    "ws_api_signed_requests.json",
    "samples/user_stream/",
    "samples/ws_api/",
    "samples/rest/DELETE_",
    "samples/rest/POST_",
    "samples/rest/PUT_",
    "samples/rest/GET_fapi_v1_accountConfig.json",
    "samples/rest/GET_fapi_v1_adlQuantile.json",
    "samples/rest/GET_fapi_v1_algoOrder.json",
    "samples/rest/GET_fapi_v1_allAlgoOrders.json",
    "samples/rest/GET_fapi_v1_allOrders.json",
    "samples/rest/GET_fapi_v1_apiTradingStatus.json",
    "samples/rest/GET_fapi_v1_commissionRate.json",
    "samples/rest/GET_fapi_v1_feeBurn.json",
    "samples/rest/GET_fapi_v1_forceOrders.json",
    "samples/rest/GET_fapi_v1_income.json",
    "samples/rest/GET_fapi_v1_leverageBracket.json",
    "samples/rest/GET_fapi_v1_multiAssetsMargin.json",
    "samples/rest/GET_fapi_v1_openAlgoOrders.json",
    "samples/rest/GET_fapi_v1_openOrder.json",
    "samples/rest/GET_fapi_v1_openOrders.json",
    "samples/rest/GET_fapi_v1_order.json",
    "samples/rest/GET_fapi_v1_orderAmendment.json",
    "samples/rest/GET_fapi_v1_positionMargin_history.json",
    "samples/rest/GET_fapi_v1_positionSide_dual.json",
    "samples/rest/GET_fapi_v1_rateLimit_order.json",
    "samples/rest/GET_fapi_v1_symbolConfig.json",
    "samples/rest/GET_fapi_v1_userTrades.json",
    "samples/rest/GET_fapi_v2_account.json",
    "samples/rest/GET_fapi_v2_balance.json",
    "samples/rest/GET_fapi_v2_positionRisk.json",
    "samples/rest/GET_fapi_v3_account.json",
    "samples/rest/GET_fapi_v3_balance.json",
    "samples/rest/GET_fapi_v3_positionRisk.json",
];

/// Of accounts, but no step asks for it.
pub const PRIVATE_NOT_ASKED: &[&str] = &[
    "samples/rest/GET_fapi_v1_adlQuantile.json",
    "samples/rest/GET_fapi_v1_apiTradingStatus.json",
    "samples/rest/GET_fapi_v1_feeBurn.json",
    "samples/rest/GET_fapi_v1_multiAssetsMargin.json",
    "samples/rest/GET_fapi_v1_orderAmendment.json",
    "samples/rest/GET_fapi_v1_positionMargin_history.json",
    "samples/rest/GET_fapi_v1_positionSide_dual.json",
    "samples/rest/GET_fapi_v1_rateLimit_order.json",
    "samples/rest/GET_fapi_v2_account.json",
    "samples/rest/GET_fapi_v3_account.json",
    "samples/rest/POST_fapi_v1_feeBurn.json",
    "samples/rest/POST_fapi_v1_stock_contract.json",
];

/// Public, but no step asks for it.
pub const NOT_ASKED: &[&str] = &[
    "samples/rest/GET_fapi_v1_assetIndex.json",
    "samples/rest/GET_fapi_v1_constituents.json",
    "samples/rest/GET_fapi_v1_continuousKlines.json",
    "samples/rest/GET_fapi_v1_fundingInfo.json",
    "samples/rest/GET_fapi_v1_historicalTrades.json",
    "samples/rest/GET_fapi_v1_indexInfo.json",
    "samples/rest/GET_fapi_v1_indexPriceKlines.json",
    "samples/rest/GET_fapi_v1_insuranceBalance.json",
    "samples/rest/GET_fapi_v1_markPriceKlines.json",
    "samples/rest/GET_fapi_v1_openInterest.json",
    "samples/rest/GET_fapi_v1_ping.json",
    "samples/rest/GET_fapi_v1_premiumIndexKlines.json",
    "samples/rest/GET_fapi_v1_rpiDepth.json",
    "samples/rest/GET_fapi_v1_symbolAdlRisk.json",
    "samples/rest/GET_fapi_v1_ticker_price.json",
    "samples/rest/GET_fapi_v1_trades.json",
    "samples/rest/GET_fapi_v1_tradingSchedule.json",
    "samples/rest/GET_fapi_v2_ticker_price.json",
];

/// True if a list has a file, by name, by folder or by how its name begins.
pub fn listed(list: &[&str], file: &str) -> bool {
    list.iter().any(|row| if row.ends_with(['/', '_']) { file.starts_with(row) } else { file == *row })
}

/// Every payload, by its path within the vectors, sorted.
pub fn payloads() -> Vec<String> {
    let root = vectors();
    let mut all = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                if name.ends_with(".json") && !name.ends_with(".facts.json") {
                    all.push(name);
                }
            }
        }
    }
    all.sort();
    all
}

/// The payloads that must have expected facts.
pub fn expected_payloads() -> Vec<String> {
    payloads().into_iter().filter(|file| !listed(PRIVATE, file) && !listed(NOT_ASKED, file)).collect()
}

/// The payloads about accounts that must have expected facts.
pub fn private_payloads() -> Vec<String> {
    let samples = payloads().into_iter().filter(|file| file.starts_with("samples/"));
    samples.filter(|file| listed(PRIVATE, file) && !listed(PRIVATE_NOT_ASKED, file)).collect()
}

/// Text of a payload.
pub fn text(file: &str) -> String {
    fs::read_to_string(vectors().join(file)).unwrap()
}

/// Where a payload's facts are.
pub fn facts_path(file: &str) -> PathBuf {
    vectors().join(file.replace(".json", ".facts.json"))
}
