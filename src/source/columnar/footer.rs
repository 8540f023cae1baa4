//! The footer of a Parquet file, in order: polars takes memory for as many row groups and columns as the footer says that it
//! has, whether or not they are there. So it is read here first, with a bound, and polars gets what was found, written anew.

use polars_parquet_format::FileMetaData;
use polars_parquet_format::thrift::protocol::{TCompactInputProtocol, TCompactOutputProtocol};

/// Bytes that may be read for each byte of a footer, and of one of any size. An element of a list counts eight, however
/// short it is.
const FOR_EACH: usize = 2;
const FOR_ANY: usize = 1 << 20;

/// A footer that says the same and no more than is there.
///
/// # Errors
/// With the reason where it cannot be read.
pub(super) fn sound(footer: &[u8]) -> Result<Vec<u8>, String> {
    let most = footer.len() * FOR_EACH + FOR_ANY;
    let mut input = TCompactInputProtocol::new(footer, most);
    let metadata = FileMetaData::read_from_in_protocol(&mut input).map_err(|e| e.to_string())?;
    let mut out = Vec::with_capacity(footer.len());
    let mut output = TCompactOutputProtocol::new(&mut out);
    metadata
        .write_to_out_protocol(&mut output)
        .map_err(|e| e.to_string())?;
    Ok(out)
}
