//! Sets.

use super::map::common_element;
use super::{Failure, Outcome};
use crate::hcl::value::{Budget, Data, Safety, Type, Value, convert, unify};

/// The arguments as sets of one type.
fn alike(arguments: &[Value]) -> Result<(Type, Vec<Vec<Value>>), Failure> {
    let element = common_element(arguments)?;
    let items = |argument: &Value| {
        let items = argument.items().unwrap_or_default().iter();
        items
            .map(|item| convert(item, &element).map_err(|_| Failure::Undecided))
            .collect()
    };
    let sets = arguments.iter().map(items).collect::<Result<_, _>>()?;
    Ok((element, sets))
}

fn holds(set: &[Value], item: &Value) -> bool {
    set.iter().any(|other| other.equals(item) == Some(true))
}

/// The steps for looking up every item of one in all others.
fn spend(sets: &[Vec<Value>], budget: &mut Budget) -> Result<(), Failure> {
    let first = sets.first().map_or(0, Vec::len) as u64;
    let rest: u64 = sets.iter().skip(1).map(|set| set.len() as u64).sum();
    Ok(budget.spend(first.saturating_mul(rest))?)
}

pub(super) fn union(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (element, sets) = alike(arguments)?;
    Ok(Value::set(element, sets.concat()))
}

pub(super) fn intersection(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (element, sets) = alike(arguments)?;
    spend(&sets, budget)?;
    let (first, rest) = sets.split_first().ok_or(Failure::Undecided)?;
    let everywhere = |item: &&Value| rest.iter().all(|set| holds(set, item));
    Ok(Value::set(
        element,
        first.iter().filter(everywhere).cloned().collect(),
    ))
}

pub(super) fn subtract(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (element, sets) = alike(arguments)?;
    spend(&sets, budget)?;
    let [from, what] = sets.as_slice() else {
        return Err(Failure::Undecided);
    };
    let left = from.iter().filter(|item| !holds(what, item)).cloned().collect();
    Ok(Value::set(element, left))
}

/// Every combination of an element of each; a set when one of them is, else a list.
pub(super) fn product(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let mut columns = Vec::new();
    let mut count = 1_u64;
    for (at, argument) in arguments.iter().enumerate() {
        let (element, items) = column(argument, at)?;
        count = count.saturating_mul(items.len() as u64);
        columns.push((element, items));
    }
    budget.spend(count.saturating_mul(columns.len() as u64 + 1))?;
    let mut rows = vec![Vec::new()];
    for (_, items) in &columns {
        let extended = |row: &Vec<Value>| {
            let row = row.clone();
            items
                .iter()
                .map(move |item| [row.as_slice(), std::slice::from_ref(item)].concat())
        };
        rows = rows.iter().flat_map(extended).collect();
    }
    let element = Type::tuple(columns.iter().map(|(element, _)| element.clone()));
    let rows: Vec<_> = rows.into_iter().map(Value::tuple).collect();
    // Where the type of a column is open, the rows may differ in theirs, and no list holds such rows.
    if element.has_dynamic() && rows.iter().any(|row| row.ty() != element) {
        return Err(Failure::Undecided);
    }
    let sets = arguments
        .iter()
        .any(|argument| matches!(argument.data(), Data::Set(..)));
    Ok(if sets {
        Value::set(element, rows)
    } else {
        Value::list(element, rows)
    })
}

fn column(argument: &Value, at: usize) -> Result<(Type, Vec<Value>), Failure> {
    let ty = argument.ty();
    let element = match &ty {
        Type::List(element) | Type::Set(element) => (**element).clone(),
        Type::Tuple(types) if types.is_empty() => Type::Dynamic,
        Type::Tuple(types) => unify(types, Safety::Unsafe)
            .ok_or_else(|| Failure::ty(at, "the elements of this tuple have no type in common"))?,
        _ => {
            return Err(Failure::ty(
                at,
                format!("a list or set is needed, this is {}", ty.noun()),
            ));
        }
    };
    let items = argument.items().unwrap_or_default().iter();
    let items = items.map(|item| convert(item, &element).map_err(|_| Failure::Undecided));
    Ok((element.clone(), items.collect::<Result<_, _>>()?))
}
