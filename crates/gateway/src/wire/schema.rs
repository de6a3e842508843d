//! Schemas of texts that no derived shape describes.

use serde::{Deserialize, Deserializer};
use twinline_model::Timestamp;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Array, ArrayBuilder, ArrayItems, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::market::Text;

/// A time as people write it, any offset; what lies beyond what can be kept becomes the last point that can.
pub(super) fn any_time<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(reader)?;
    text.map(|text| Timestamp::parse_clamped(&text).map_err(serde::de::Error::custom)).transpose()
}

/// Stands for a level in documents: `["price","size"]`.
#[derive(Debug)]
pub struct LevelSchema;

impl PartialSchema for LevelSchema {
    fn schema() -> RefOr<Schema> {
        let decimal = |about: &str| {
            ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^[0-9]+(\.[0-9]+)?$")).description(Some(about)).build()
        };
        let pair = [decimal("Price, in quote units per base unit."), decimal("Size, in base units.")].map(Schema::from);
        let array: Array = ArrayBuilder::new()
            .prefix_items(pair)
            .items(ArrayItems::False)
            .min_items(Some(2))
            .max_items(Some(2))
            .description(Some("Price and size of a level."))
            .build();
        array.into()
    }
}

impl ToSchema for LevelSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "BookLevel".into()
    }
}

impl PartialSchema for Text {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[0-9]+$"))
            .description(Some("A number of a venue's as text: it may be larger than what programs keep exactly in a float."))
            .into()
    }
}

impl ToSchema for Text {
    fn name() -> std::borrow::Cow<'static, str> {
        "VenueNumber".into()
    }
}
