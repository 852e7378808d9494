import type { Page } from "playwright-core";

/** O, the name, the role of a technician. */
export async function signOnAsTechnician(
  page: Page,
  { name, technician }: { readonly name: string; readonly technician: string },
): Promise<void> {
  await page.getByRole("banner").getByRole("textbox").first().waitFor();
  await page.keyboard.press("o");
  await page.keyboard.type(name);
  const role = page.getByRole("banner").getByRole("combobox");
  await role.focus();
  await role.press("Enter");
  await page.locator(".ant-select-item-option", { hasText: technician }).click();
  await page.getByRole("banner").locator("button.ant-btn-primary").click();
  await page.getByRole("banner").getByText(name, { exact: true }).waitFor();
}
