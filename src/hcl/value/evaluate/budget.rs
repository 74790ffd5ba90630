//! How much work an evaluation may do.

/// Steps left for evaluations. A step is about one node visited or 16 bytes copied; when none are left, what
/// was not computed yet is an unknown value.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
}

/// No steps are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded;

impl Budget {
    /// So many steps.
    pub fn new(steps: u64) -> Self {
        Self { steps }
    }

    /// Takes steps away.
    ///
    /// # Errors
    /// When there are not so many left; then none are.
    pub fn spend(&mut self, steps: u64) -> Result<(), Exceeded> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Exceeded)
            }
        }
    }

    /// Takes away the steps for copying or reading so many bytes.
    ///
    /// # Errors
    /// As [`Budget::spend`].
    pub fn spend_bytes(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.spend(bytes as u64 / 16 + 1)
    }
}

impl Default for Budget {
    /// A thousand times what an expression of a post needs; some tenths of a second at worst.
    fn default() -> Self {
        Self::new(500_000)
    }
}
