use syntect::parsing::*;
fn main() {
    let set = two_face::syntax::extra_newlines();
    let a: Vec<String> = std::env::args().collect();
    if a.len() == 1 {
        for s in set.syntaxes() {
            println!(
                "{}\t{}\t{}\t{}",
                s.name,
                s.scope,
                s.hidden,
                s.file_extensions.join(" ")
            );
        }
        return;
    }
    let syn = set.find_syntax_by_token(&a[1]).unwrap();
    let text = std::fs::read_to_string(&a[2]).unwrap();
    let mut st = ParseState::new(syn);
    let mut stack = ScopeStack::new();
    for line in syntect::util::LinesWithEndings::from(&text) {
        let prev = st.clone();
        let ops = match st.parse_line(line, &set) {
            Ok(o) => o,
            Err(e) => {
                println!("ERR {e}");
                st = prev;
                vec![]
            }
        };
        let mut at = 0;
        for (i, op) in ops {
            if i > at {
                println!(
                    "{:?}\t{}",
                    &line[at..i],
                    stack.as_slice()[1..]
                        .iter()
                        .map(|s| s.build_string())
                        .collect::<Vec<_>>()
                        .join(" | ")
                );
                at = i;
            }
            stack.apply(&op).unwrap();
        }
        if at < line.len() {
            println!(
                "{:?}\t{}",
                &line[at..],
                stack.as_slice()[1..]
                    .iter()
                    .map(|s| s.build_string())
                    .collect::<Vec<_>>()
                    .join(" | ")
            );
        }
    }
}
