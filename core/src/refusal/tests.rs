//! Refusals are told apart.

use super::*;

#[test]
fn numbers_and_names_are_unique() {
    for (index, code) in Code::ALL.iter().enumerate() {
        let earlier = &Code::ALL[..index];
        assert!(
            earlier.iter().all(|e| *e as u16 != *code as u16),
            "{code:?}"
        );
        assert!(earlier.iter().all(|e| e.name() != code.name()), "{code:?}");
        assert_eq!(Code::try_from(*code as u16), Ok(*code));
    }
    assert_eq!(Code::try_from(0), Err(NotACode));
}
