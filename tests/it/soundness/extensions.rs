//! Extensions that OpenSSL handles and others, critical or not, in every place, with sound and with odd values.

use super::chain::{Chain, Drafts};
use super::values;
use crate::graphs::random::Random;

pub(super) fn generate(random: &mut Random) -> Chain {
    let mut drafts = Drafts::new();
    for _ in 0..=random.below(2) {
        let place = random.below(3);
        let extension = match random.below(3) {
            0 => values::any(random),
            1 => values::sound(random),
            _ => values::odd(random),
        };
        let extension = if random.chance(30) { extension.critical() } else { extension.optional() };
        let twice = random.chance(5);
        drafts =
            drafts.changed(place, |draft| if twice { draft.twice(extension) } else { draft.with(extension) });
    }
    Chain::signed("extension", drafts)
}
