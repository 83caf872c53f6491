//! JSON Lines: for programs, so every value is exactly what it was.

use std::io::{self, Write};

use serde::Serializer;
use serde::ser::SerializeMap;

use super::fields::{FIELDS, Row, Value};
use super::{Exported, Out, Sink};
use crate::reading::{Library, Reading};

/// Lines being written.
pub(super) struct JsonLines {
    out: Out,
}

impl JsonLines {
    pub fn new(out: Out) -> Self {
        Self { out }
    }
}

impl Sink for JsonLines {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, _: &mut Exported) -> io::Result<()> {
        for conversation in &reading.conversations {
            let row = Row { library, people, conversation };
            let mut json = serde_json::Serializer::new(&mut self.out);
            let mut object = json.serialize_map(Some(FIELDS.len()))?;
            for field in FIELDS {
                match (field.get)(&row) {
                    Value::Text(text) => object.serialize_entry(field.name, &text)?,
                    Value::Time(at) => object.serialize_entry(field.name, at)?,
                    Value::State(state) => object.serialize_entry(field.name, state.name())?,
                    Value::Lane(lane) => object.serialize_entry(field.name, &lane)?,
                    Value::Count(count) => object.serialize_entry(field.name, &count)?,
                    Value::Money(money) => object.serialize_entry(field.name, &money)?,
                    Value::None => object.serialize_entry(field.name, &())?,
                }
            }
            SerializeMap::end(object)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Exported) -> io::Result<()> {
        self.out.finish()
    }
}
