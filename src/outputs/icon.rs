//! The site's icon in pixels, drawn from its SVG for programs that cannot draw it: an `.ico` for programs that look for
//! one without reading a page, and a PNG for the home screen of a phone. The only module that knows resvg.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;

use crate::diagnostic::{Diagnostic, Place};
use crate::images;
use crate::outputs::context::Rendered;
use crate::paths::{SourcePath, UrlPath};
use crate::site::{Icon, Output, Plan, Route, Site};
use crate::snapshot::Snapshot;

/// Sizes in the `.ico`, in pixels: for a tab, for a high-resolution screen, and for search engines, which ask for a
/// multiple of 48.
const TAB_SIZES: [u8; 3] = [16, 32, 48];
/// Size of the icon for a home screen, in pixels.
const TOUCH_SIZE: u32 = 180;
/// The margin of a home screen's icon on each side, as a share, if the drawing has no background of its own.
const MARGIN: f32 = 0.125;
/// The largest drawing, in bytes. A larger one would take long to draw, and no icon needs it.
const MAX_BYTES: usize = 512 * 1024;

/// The name of the drawing, at the root of the site or among the theme's assets.
const DRAWING: &str = "favicon.svg";

/// The icons that are drawn.
const ICONS: [Icon; 2] = [Icon::Tab, Icon::Touch];

/// Returns the routes of the icons, if the site or its theme has a drawing.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let names = plan.names;
    let has_drawing = names.assets.contains_key(DRAWING) || names.file_names().any(|name| name == DRAWING);
    ICONS
        .into_iter()
        .filter(|_| has_drawing)
        .map(|icon| Route::default(address(icon), Output::Icon(icon)))
        .collect()
}

/// Returns the address of an icon, where programs look for it without reading a page.
fn address(icon: Icon) -> UrlPath {
    UrlPath::new(match icon {
        Icon::Tab => "favicon.ico",
        Icon::Touch => "apple-touch-icon.png",
    })
}

/// Returns the address of an icon, if the site has it.
pub fn url(site: &Site, icon: Icon) -> Option<UrlPath> {
    let url = address(icon);
    matches!(site.routes.get(&url), Some(Output::Icon(_) | Output::File(_))).then_some(url)
}

/// Returns the site's own drawing, else the theme's.
pub fn drawing(site: &Site) -> Option<(&UrlPath, &Output)> {
    let own = site.routes.get_key_value(&UrlPath::new(DRAWING));
    let own = own.filter(|(_, output)| matches!(output, Output::File(_)));
    own.or_else(|| site.routes.get_key_value(site.asset(DRAWING)?))
}

/// Renders an icon. A drawing that cannot be rendered is an author's mistake.
pub fn render(snapshot: &Snapshot, icon: Icon) -> Result<Rendered, Diagnostic> {
    let (_, output) =
        drawing(&snapshot.site).expect("there is a route to pixels only where there is a drawing");
    let refused = |why: &str| {
        let problem = Diagnostic::error(Place::file(&source(snapshot, output)), format!("the icon {why}"));
        problem.help("save it as a plain SVG of shapes, without text and images")
    };
    let bytes = snapshot.bytes(output).map_err(|why| refused(&format!("cannot be read: {why}")))?;
    let tree = tree(&bytes).map_err(|why| refused(&why))?;
    let paper =
        snapshot.theme.tokens.get("paper").and_then(|token| color(&token.light)).unwrap_or(Color::WHITE);
    Ok(Rendered::Made(match icon {
        Icon::Tab => ico(&TAB_SIZES.map(|size| (size, png(&whole(&tree, u32::from(size), 0.0))))),
        Icon::Touch => png(&touch(&tree, paper)),
    }))
}

/// Reads a drawing. `Err` holds the reason why it cannot be read, in a few words.
fn tree(bytes: &[u8]) -> Result<usvg::Tree, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("is larger than {} KB", MAX_BYTES / 1024));
    }
    // Reads it as text, because a compressed drawing could unpack to any size.
    let text = std::str::from_utf8(bytes).map_err(|_| "is not an SVG: it is not UTF-8")?;
    images::check_svg_limits(bytes).map_err(|why| format!("cannot be drawn: {why}"))?;
    usvg::Tree::from_str(text, &options()).map_err(|error| format!("is not an SVG: {error}"))
}

/// Returns the file of the drawing, for a message.
fn source(snapshot: &Snapshot, output: &Output) -> SourcePath {
    if let Output::File(file) = output {
        return snapshot.file(file).path.clone();
    }
    let in_theme = format!("assets/{DRAWING}");
    let source = snapshot.theme.layers.iter().find_map(|layer| layer.files.get(&in_theme));
    source.map_or_else(|| SourcePath::new(in_theme.as_str()), |source| source.path.clone())
}

/// Returns options that load nothing outside the SVG: no file, no font.
fn options() -> usvg::Options<'static> {
    let resolver = usvg::ImageHrefResolver {
        resolve_data: Box::new(|_, _, _| None),
        resolve_string: Box::new(|_, _| None),
    };
    usvg::Options { image_href_resolver: resolver, ..usvg::Options::default() }
}

/// Draws the drawing as large as it fits into a square, with a margin on each side.
fn whole(tree: &usvg::Tree, size: u32, margin: f32) -> Pixmap {
    let mut pixels = Pixmap::new(size, size).expect("the sizes are small and not zero");
    let edge = f32::from(u16::try_from(size).expect("the sizes are small"));
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = edge * (1.0 - 2.0 * margin) / width.max(height);
    let (left, top) = ((edge - width * scale) / 2.0, (edge - height * scale) / 2.0);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    resvg::render(tree, place, &mut pixels.as_mut());
    pixels
}

/// Draws an icon for a home screen, which shows no transparency and rounds the corners itself. If the drawing has a
/// background of its own, that is extended to the corners; any other drawing is placed on the theme's paper with a
/// margin.
fn touch(tree: &usvg::Tree, paper: Color) -> Pixmap {
    let full = whole(tree, TOUCH_SIZE, 0.0);
    let (ground, drawing) = match own_ground(&full) {
        Some(ground) => (ground, full),
        None => (paper, whole(tree, TOUCH_SIZE, MARGIN)),
    };
    let mut pixels = Pixmap::new(TOUCH_SIZE, TOUCH_SIZE).expect("the size is small and not zero");
    pixels.fill(ground);
    let plain = resvg::tiny_skia::PixmapPaint::default();
    pixels.draw_pixmap(0, 0, drawing.as_ref(), &plain, Transform::identity(), None);
    pixels
}

/// Returns the colour in the middle of all four edges, if it is the same and opaque.
fn own_ground(pixels: &Pixmap) -> Option<Color> {
    let (middle, last) = (TOUCH_SIZE / 2, TOUCH_SIZE - 1);
    let at = |x, y| pixels.pixel(x, y);
    let ground = at(middle, 0).filter(resvg::tiny_skia::PremultipliedColorU8::is_opaque)?;
    let others = [at(0, middle), at(last, middle), at(middle, last)];
    let color = ground.demultiply();
    others
        .iter()
        .all(|it| *it == Some(ground))
        .then(|| Color::from_rgba8(color.red(), color.green(), color.blue(), u8::MAX))
}

/// Returns the value of a colour token that is written as `#rrggbb`.
fn color(value: &str) -> Option<Color> {
    let digits = value.strip_prefix('#').filter(|it| it.len() == 6 && it.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Color::from_rgba8(part(0)?, part(2)?, part(4)?, u8::MAX))
}

fn png(pixels: &Pixmap) -> Vec<u8> {
    let straight: Vec<u8> = pixels
        .pixels()
        .iter()
        .map(resvg::tiny_skia::PremultipliedColorU8::demultiply)
        .flat_map(|it| [it.red(), it.green(), it.blue(), it.alpha()])
        .collect();
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(&straight, pixels.width(), pixels.height(), ExtendedColorType::Rgba8)
        .expect("there are four bytes a pixel, and memory takes them");
    out
}

/// Packs PNGs into an `.ico`: a header of six bytes, sixteen bytes for each image, then the images.
fn ico(images: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let length = |it: usize| u32::try_from(it).expect("icons are small").to_le_bytes();
    let count = u16::try_from(images.len()).expect("a few sizes");
    let mut out = vec![0, 0, 1, 0];
    out.extend(count.to_le_bytes());
    let mut start = 6 + 16 * images.len();
    for (size, bytes) in images {
        // Width, height, no palette, a reserved byte, one plane, 32 bits per pixel.
        out.extend([*size, *size, 0, 0, 1, 0, 32, 0]);
        out.extend(length(bytes.len()));
        out.extend(length(start));
        start += bytes.len();
    }
    for (_, bytes) in images {
        out.extend(bytes);
    }
    out
}
