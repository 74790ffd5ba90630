//! Where `terraform` is on the path, made-up expressions are evaluated by both and compared.
//!
//! Terraform answers a whole batch in one call: a tuple of `try([expression], "ERROR")`.

use std::process::{Command, Stdio};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::show;
use super::{evaluated, generate};

const BATCHES: u8 = 4;
const BATCH: usize = 250;

#[derive(Debug, Default)]
struct Tally {
    same_value: usize,
    same_error: usize,
    undecided: usize,
    /// Faults in code on which Terraform does not decide before it knows more.
    earlier: usize,
    /// Faults that only Terraform finds.
    missed: usize,
    wrong: Vec<String>,
}

#[test]
fn values_and_verdicts_are_those_of_terraform() {
    if Command::new("terraform")
        .arg("version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        return;
    }
    let mut tally = Tally::default();
    for seed in 0..BATCHES {
        let expressions = made_up(seed);
        let answers = ask(&expressions);
        assert_eq!(answers.len(), expressions.len());
        for (expression, answer) in expressions.iter().zip(&answers) {
            tally.compare(expression, answer);
        }
    }
    println!(
        "{} values and {} errors alike, {} undecided, {} errors found earlier, {} missed, {} wrong",
        tally.same_value,
        tally.same_error,
        tally.undecided,
        tally.earlier,
        tally.missed,
        tally.wrong.len()
    );
    assert!(tally.missed * 100 <= tally.same_error, "{} missed", tally.missed);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
}

impl Tally {
    fn compare(&mut self, expression: &str, theirs: &str) {
        let (value, findings) = evaluated(&format!("[{expression}]"));
        let ours = if findings.is_empty() {
            show(&value)
        } else {
            "\"ERROR\"".to_owned()
        };
        match () {
            () if ours == theirs && findings.is_empty() => self.same_value += 1,
            () if ours == theirs => self.same_error += 1,
            () if findings.is_empty() && theirs == "\"ERROR\"" => self.missed += 1,
            () if !findings.is_empty() && theirs.contains("(known after apply)") => self.earlier += 1,
            () if ours.contains("(known after apply)") => self.undecided += 1,
            () => self.wrong.push(format!(
                "{expression}\n  theirs {theirs}\n  ours   {ours} {findings:?}"
            )),
        }
    }
}

fn made_up(seed: u8) -> Vec<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut made = || generate::expression().new_tree(&mut runner).unwrap().current();
    (0..BATCH).map(|_| made()).collect()
}

/// What Terraform shows for each expression.
fn ask(expressions: &[String]) -> Vec<String> {
    let tried: Vec<_> = expressions
        .iter()
        .map(|text| format!("try([{text}], \"ERROR\")"))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new("terraform")
        .arg("console")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = format!("[{}]\n", tried.join(", "));
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    answers(&output)
}

/// The elements of the tuple, without the indentation of two spaces.
fn answers(output: &str) -> Vec<String> {
    let mut answers: Vec<String> = Vec::new();
    let mut open = false;
    for line in output.lines().skip(1) {
        let Some(line) = line.strip_prefix("  ") else {
            continue;
        };
        let ends = !line.starts_with(' ') && line != "[";
        match answers.last_mut().filter(|_| open) {
            Some(answer) => {
                answer.push('\n');
                answer.push_str(line.strip_suffix(',').filter(|_| ends).unwrap_or(line));
            }
            None => answers.push(line.strip_suffix(',').filter(|_| ends).unwrap_or(line).to_owned()),
        }
        open = !ends;
    }
    answers
}
