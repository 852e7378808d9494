/** The peer of the shift log as PDF: a program that starts the same browser, prints a page with nothing on it and ends. */
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [browserFile = "", out = ""] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: browserFile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  writeFileSync(out, await page.pdf({ format: "A4" }));
} finally {
  await browser.close();
}
