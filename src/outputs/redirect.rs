//! The pages at old addresses, which redirect to the current address of a page.

use crate::diagnostic::Place;
use crate::outputs::context::Rendered;
use crate::outputs::icon;
use crate::paths::UrlPath;
use crate::raw::Spanned;
use crate::render::html::escape;
use crate::site::{Output, PageId, Plan, Route, alias_url};
use crate::snapshot::Snapshot;

/// Returns the routes of the old addresses of the pages of the web.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let of_page = |id| {
        let outline = &plan.pages.page(id).outline;
        let route = move |alias: &Spanned<String>| {
            let place = Place::span(&outline.source, alias.span.clone());
            Some(Route::claimed(alias_url(&alias.value)?, Output::Redirect(id), place))
        };
        outline.front.aliases.iter().filter_map(route)
    };
    plan.pages.on_web().flat_map(of_page).collect()
}

/// The theme's script that keeps the fragment of an old address, which a refresh would drop.
const SCRIPT: &str = "redirect.js";

/// Renders the page at an old address. It redirects immediately, and has a link for browsers that do not.
pub fn render(snapshot: &Snapshot, from: &UrlPath, to: PageId) -> Rendered {
    let page = snapshot.site.page(to);
    // A `;` or a quote would end the address of a refresh (HTML Standard, 4.2.5.3).
    let href = from.href_to(&page.url).replace('\'', "%27").replace(';', "%3B");
    let base = snapshot.config.url.as_deref();
    let absolute = base.map_or_else(|| href.clone(), |base| page.url.absolute(base));
    let escaped = |text: &str| {
        let mut out = String::new();
        escape(text, &mut out);
        out
    };
    let (title, address) = (escaped(&page.outline.title), escaped(&href));
    let (canonical, language) = (escaped(&absolute), escaped(&snapshot.site.guide_of(to).language));
    // Without it, a browser looks for an icon at the top of the host.
    let icon = icon::drawing(&snapshot.site)
        .map(|(url, _)| format!("<link rel=\"icon\" href=\"{}\">\n", escaped(&from.href_to(url))));
    let script = snapshot.site.asset(SCRIPT).map(|script| {
        format!("<script src=\"{}\" data-to=\"{address}\"></script>\n", escaped(&from.href_to(script)))
    });
    let (icon, script) = (icon.unwrap_or_default(), script.unwrap_or_default());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         {icon}{script}<meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n</head>\n<body>\n<p><a href=\"{address}\">{title}</a></p>\n</body>\n</html>\n"
    )
    .into()
}
