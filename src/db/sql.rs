//! SQL functions that diesel does not name.

use diesel::define_sql_function;
use diesel::sql_types::Text;

define_sql_function! {
    /// The text in lower case, as the unique indexes compare it.
    fn lower(text: Text) -> Text;
}
