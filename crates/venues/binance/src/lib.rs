//! Binance USD-M futures: one codec, one table. Pure.
