//! stub
#[derive(Default)]
pub struct Ids(std::collections::BTreeSet<String>);
impl Ids {
    pub fn take(&mut self, id: &str) -> bool {
        self.0.insert(id.into())
    }
    pub fn unique(&mut self, id: &str) -> String {
        let mut n = 0;
        let mut c = id.to_owned();
        while !self.take(&c) {
            n += 1;
            c = format!("{id}-{n}");
        }
        c
    }
}
pub fn heading_id(t: &str) -> String {
    t.to_lowercase().replace(' ', "-")
}
pub fn slug(t: &str) -> String {
    t.to_lowercase().replace(' ', "-")
}
pub fn nfc(t: &str) -> std::borrow::Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    t.nfc().collect::<String>().into()
}
