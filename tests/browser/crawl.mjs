// Follows every link of a site, as long as there are not too many.

/** Most addresses that are asked for. */
const MOST = 600;

const plain = (text) => text.replaceAll("&amp;", "&").replaceAll("&#38;", "&").replaceAll("&quot;", '"');

/** All values of these attributes on a page, without what scripts are given. */
function values(html, names) {
  const found = html.matchAll(new RegExp(`\\s(?:${names})="([^"]*)"`, "g"));
  return [...found].map(([, value]) => plain(value));
}

/**
 * Walks from `first` through everything of this origin that links, pictures and
 * styles name. Returns what is wrong, and how many addresses were asked for.
 */
export async function crawl(base, first, cookie = "") {
  const faults = [];
  const waiting = [[new URL(first, base), "the start"]];
  const known = new Set([waiting[0][0].href]);
  const anchors = new Map();
  const pointed = [];
  while (waiting.length) {
    const [url, from] = waiting.shift();
    const answer = await fetch(url, { headers: { cookie, accept: "text/html,*/*" } });
    const type = answer.headers.get("content-type") ?? "";
    const body = type.startsWith("text/html") ? await answer.text() : (await answer.arrayBuffer(), "");
    if (answer.status >= 400) faults.push(`${url.pathname}${url.search} (from ${from}): ${answer.status}`);
    if (!body || !answer.url.startsWith(base)) continue;
    const ids = values(body, "id");
    anchors.set(url.pathname + url.search, new Set(ids));
    const twice = ids.filter((id, nth) => ids.indexOf(id) !== nth);
    if (twice.length) faults.push(`${url.pathname}${url.search}: twice on the page: ${twice.join(", ")}`);
    for (const value of values(body, "href|src|poster")) {
      const to = URL.parse ? URL.parse(value, answer.url) : new URL(value, answer.url);
      if (!to || to.origin !== base || !to.protocol.startsWith("http")) continue;
      const { hash } = to;
      to.hash = "";
      const here = `${url.pathname}${url.search}`;
      if (hash && !to.pathname.endsWith(".svg")) pointed.push([to.pathname + to.search, decodeURIComponent(hash.slice(1)), here]);
      if (known.has(to.href)) continue;
      if (known.size >= MOST) {
        faults.push(`more than ${MOST} addresses: one page begets another (${here} names ${to.pathname}${to.search})`);
        return { faults, seen: known.size };
      }
      known.add(to.href);
      waiting.push([to, here]);
    }
  }
  for (const [path, id, from] of pointed) {
    const ids = anchors.get(path);
    if (ids && !ids.has(id)) faults.push(`${from} points to #${id}, which ${path} does not have`);
  }
  return { faults: [...new Set(faults)], seen: known.size };
}
