// Looks at every page of a site as readers do: node check.mjs CHROMIUM SITE QUERY BYTES
//
// No broken link or anchor, nothing loaded from elsewhere, no message on the console, nothing wider than a screen of 320 pixels, axe-core
// finds nothing in light and dark, claims open without scripts, the keyboard reaches the text first, search finds, print shows all.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, siteArg, query, limit] = process.argv.slice(2);
const site = resolve(siteArg);
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const faults = [];
const fault = (page, what) => faults.push(`${page}: ${what}`);

const files = readdirSync(site, { recursive: true }).filter((name) => statSync(join(site, name)).isFile());
const pages = files.filter((name) => name.endsWith(".html"));
const size = files.reduce((sum, name) => sum + statSync(join(site, name)).size, 0);
if (size > Number(limit)) fault(siteArg, `${size} bytes, more than ${limit}`);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const anchors = new Map();
const links = [];

const open = async (context, name) => {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) fault(name, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(name, `script: ${error.message}`));
  page.on("requestfailed", (request) => fault(name, `can't load ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(pathToFileURL(site).href)) fault(name, `loads ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(site, name)).href);
  return page;
};

const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
for (const name of pages) {
  const page = await open(context, name);
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
  if (wide > 320) fault(name, `is ${wide} pixels wide on a screen of 320`);
  const found = await page.evaluate(() => ({
    ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
    links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")),
  }));
  const twice = found.ids.filter((id, n) => found.ids.indexOf(id) !== n);
  if (twice.length) fault(name, `ids twice: ${twice.slice(0, 5)}`);
  anchors.set(join(site, name), new Set(found.ids));
  links.push(...found.links.map((href) => [name, href]));
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Closed cards are looked at too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((card) => (card.open = true)));
    const results = await page.evaluate(() =>
      window.axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    for (const violation of results.violations) {
      fault(name, `axe (${colorScheme}) ${violation.id}: ${violation.help}; ${violation.nodes.length}, such as ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary.replace(/\s+/g, " ").slice(0, 200)}`);
    }
  }
  await page.close();
}

for (const [name, href] of links) {
  if (/^(https?:|mailto:)/.test(href)) continue;
  if (/^[a-z]+:/i.test(href)) {
    fault(name, `a link of another scheme: ${href}`);
    continue;
  }
  const [file, anchor] = href.split("#");
  const target = file ? join(dirname(join(site, name)), file) : join(site, name);
  const ids = anchors.get(target);
  if (!ids) fault(name, `${href} leads nowhere`);
  else if (anchor && !ids.has(anchor)) fault(name, `${href} has no anchor`);
}

// Search, from the keyboard.
const searching = await open(context, "search.html");
await searching.fill("#q", query);
await searching.waitForSelector("#found a");
const hits = await searching.$$eval("#found a", (found) => found.map((link) => link.getAttribute("href")));
for (const href of hits) {
  const [file, anchor] = href.split("#");
  const ids = anchors.get(join(site, file));
  if (!ids || (anchor && !ids.has(anchor))) fault("search.html", `a result leads nowhere: ${href}`);
}
await searching.fill("#q", "xyzzyplugh");
if (await searching.$("#found a")) fault("search.html", "finds what is not there");
await searching.fill("#q", query);
await searching.focus("#found a");
await searching.keyboard.press("Enter");
await searching.waitForURL((url) => !url.href.includes("search.html"));

// Without scripts: the keyboard reaches the text first, a citation leads into its card and opens it.
const silent = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 900, height: 900 } });
const cited = pages.find((name) => /<a href=#[^ >]+[^>]*>\[1/.test(readFileSync(join(site, name), "utf8")));
if (!cited) fault(siteArg, "no page cites anything");
else {
  const page = await open(silent, cited);
  await page.keyboard.press("Tab");
  const first = page.locator("a.skip");
  if (!(await first.isVisible())) fault(cited, "the keyboard does not reach the text first");
  const marker = page.locator("main a[href^='#']", { hasText: /^\[1/ }).first();
  const target = (await marker.getAttribute("href")).slice(1);
  const card = page.locator(`[id="${target}"]`);
  if (await card.isVisible()) fault(cited, "cards are open from the start");
  await marker.click();
  if (!(await card.isVisible())) fault(cited, `a citation does not open its card (${target})`);
  const summary = page.locator("details > summary").nth(1);
  await summary.focus();
  await page.keyboard.press("Enter");
  if (!(await page.locator("details > div").nth(1).isVisible())) fault(cited, "Enter does not open a card");
  await page.emulateMedia({ media: "print" });
  if (await page.locator("nav").first().isVisible()) fault(cited, "print shows what leads elsewhere");
  const closed = page.locator("details:not([open]) > div").first();
  if ((await closed.count()) && !(await closed.isVisible())) fault(cited, "print leaves out closed cards");
  const pdf = await page.pdf({ format: "A4" });
  if (pdf.length < 10_000) fault(cited, "prints as next to nothing");
}
await browser.close();

for (const line of faults) console.log(line);
console.log(`${siteArg}: ${pages.length} pages, ${size} bytes, ${links.length} links, ${hits.length} results for "${query}", ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
