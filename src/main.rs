//! stub
use recto::output::{Foreign, Staging};
fn main() {
    let root = std::env::current_dir().unwrap();
    let listing = recto::source::list(&root);
    let read = recto::pipeline::read(&listing);
    let staging = Staging::open(&root.join("public"), &[], Foreign::Replace).unwrap();
    let build = recto::pipeline::Builder::new()
        .build(&read.value, &Default::default(), &staging)
        .unwrap();
    let mut d = read.diagnostics;
    d.extend(build.diagnostics);
    print!(
        "{}",
        recto::diagnostic::text::render(&d, &read.value, recto::diagnostic::text::Style::Plain)
    );
    println!("{:?}", staging.commit().unwrap().written.len());
}
