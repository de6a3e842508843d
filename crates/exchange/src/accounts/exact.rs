//! How are exact numbers written down and read again? As text, digit by digit.

pub(crate) mod one {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Decimal::from_str_exact(&text).map_err(D::Error::custom)
    }
}

pub(crate) mod many {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(values: &[Decimal], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(Decimal::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Decimal>, D::Error> {
        let texts = <Vec<String>>::deserialize(from)?;
        texts.iter().map(|text| Decimal::from_str_exact(text).map_err(D::Error::custom)).collect()
    }
}
