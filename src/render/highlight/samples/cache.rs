//! A cache.
use std::{collections::HashMap, sync::Arc};

/// What is kept.
#[derive(Debug, Clone)]
pub struct Cache<'a, K: Hash + Eq, V = String> {
    entries: HashMap<K, Arc<V>>,
    name: &'a str,
}

const LIMIT: usize = 1_024;
static GREETING: &[u8] = b"hi\x00";

impl<'a, K, V> Cache<'a, K, V>
where
    K: Hash + Eq,
{
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let hit = self.entries.get(key)?;
        /* block */
        match hit.len() {
            0 => None,
            n @ 1..=9 if n != 3 => Some(&*hit),
            _ => unreachable!("too many: {n}\n"),
        }
    }
}

async fn main() -> Result<(), Box<dyn Error>> {
    let c = 'x';
    let raw = r#"raw "text""#;
    println!("{} {:?}", c, 3.14f64);
    for i in (0..10).map(|x| x * 2) {
        while true && !false { break 'outer; }
    }
    unsafe { *ptr = 0xff_u8 as u32 };
    Ok(())
}

enum Shape { Circle(f32), Square { side: u8 } }
macro_rules! square { ($x:expr) => { $x * $x }; }
