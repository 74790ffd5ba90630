mod generate;
mod oracle;

use proptest::prelude::*;

use super::{Budget, NoScope, Value, evaluate, parse_shown, show, shows};
use crate::diagnostic::Diagnostic;
use crate::hcl::parse_expressions;
use crate::source::Span;

/// The value of an expression without any names, and what is wrong with it.
fn evaluated(text: &str) -> (Value, Vec<Diagnostic<Span>>) {
    let parse = parse_expressions(text);
    assert!(parse.diagnostics.is_empty(), "{text}: {:?}", parse.diagnostics);
    evaluate(&parse.tree[0], text, &NoScope, &mut Budget::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn made_up_expressions_evaluate_and_show_what_reads_back(text in generate::expression()) {
        let (value, findings) = evaluated(&text);
        for finding in &findings {
            prop_assert!(finding.labels.iter().all(|label| (label.location.end as usize) <= text.len()));
        }
        if findings.is_empty() && value.is_wholly_known() {
            let shown = show(&value);
            let read = parse_shown(&shown);
            prop_assert!(read.is_some(), "{} shows {}", text, shown);
            prop_assert_eq!(shows(&read.unwrap(), &value), Some(true), "{} shows {}", text, shown);
        }
    }

    #[test]
    fn a_small_budget_finds_no_fault_where_there_is_none(text in generate::expression(), steps in 0_u64..200) {
        let parse = parse_expressions(&text);
        let (_, findings) = evaluate(&parse.tree[0], &text, &NoScope, &mut Budget::new(steps));
        prop_assert!(findings.is_empty() || !evaluated(&text).1.is_empty(), "{} with {} steps", text, steps);
    }
}
