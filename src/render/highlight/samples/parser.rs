#![allow(dead_code)]
use std::fmt::{self, Display};

/* outer /* inner */ still outer */
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Token<'src> {
    Ident(&'src str),
    Number(f64),
    Symbol { byte: u8, at: usize },
    Eof,
}

pub trait Visit: Send + 'static {
    type Output;
    const DEPTH: u32 = 64;
    fn visit(&mut self, token: &Token<'_>) -> Result<Self::Output, Box<dyn std::error::Error>>;
}

impl<'src> Display for Token<'src> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Token::Ident(name) if !name.is_empty() => write!(f, "`{name}` {:>8.2}\n", 1.5),
            Token::Number(n) => write!(f, "{n}"),
            Token::Symbol { byte: b'\'', .. } => f.write_str("quote"),
            Token::Symbol { byte, at } => write!(f, "{}:{at:?} {{}}", byte as char),
            Token::Eof => Ok(()),
        }
    }
}

macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut m = ::std::collections::BTreeMap::new();
        $(m.insert($key, $value);)*
        m
    }};
}

pub async fn run<T, F>(items: Vec<T>, mut apply: F) -> Option<usize>
where
    F: FnMut(T) -> bool,
{
    let raw = r##"a "quoted"# text"##;
    let bytes: [u8; 4] = *b"\x7fELF";
    let c = '\u{1F600}';
    let (x, y) = (1..=10).step_by(2).fold((0i64, 0.0), |(a, b), n| (a + n, b + n as f64));
    'outer: loop {
        for (i, item) in items.into_iter().enumerate() {
            if apply(item) && i > 0xFF { break 'outer; }
        }
    }
    let Some(n) = raw.find('"') else { return None };
    tokio::spawn(async move { client.get::<String>("x").await? });
    Some(if x < y as i64 { n << 2 } else { usize::MAX })
}
