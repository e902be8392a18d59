//! QR codes of addresses, for readers of paper.

use qrcode::QrCode;
use qrcode::render::svg;
use typst::foundations::Bytes;
use xxhash_rust::xxh3::xxh3_64;

/// Returns the path of the QR code of an address among Typst's files.
pub fn path(address: &str) -> String {
    format!("/qr-codes/{:016x}.svg", xxh3_64(address.as_bytes()))
}

/// Draws an address as a QR code (ISO/IEC 18004). An address that is too long gives an empty drawing.
pub fn drawing(address: &str) -> Bytes {
    let drawing = QrCode::new(address).map(|code| code.render::<svg::Color>().quiet_zone(false).build());
    let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
    Bytes::from_string(drawing.unwrap_or_else(|_| empty.to_owned()))
}
