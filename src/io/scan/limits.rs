//! How far a scan goes.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The most folders in folders.
pub(super) const DEEPEST: usize = 64;

/// What is left of the bytes that a file may unpack to, together with all archives in it.
#[derive(Clone, Debug)]
pub(super) struct UnpackBudget(Rc<Cell<u64>>);

impl Default for UnpackBudget {
    fn default() -> Self {
        Self(Rc::new(Cell::new(8 << 30)))
    }
}

/// A stream that ends with an error where the budget is spent.
pub(super) struct Budgeted<R> {
    pub(super) input: R,
    pub(super) budget: UnpackBudget,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let left = self.budget.0.get().checked_sub(read as u64).ok_or(io::ErrorKind::StorageFull)?;
        self.budget.0.set(left);
        Ok(read)
    }
}

/// A stream that remembers what it failed with.
pub(super) struct Watched<R> {
    pub(super) input: R,
    pub(super) failed: Option<io::ErrorKind>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.input.read(buffer).inspect_err(|error| self.failed = Some(error.kind()))
    }
}
