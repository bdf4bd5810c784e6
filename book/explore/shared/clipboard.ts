/**
 * Puts a text into the clipboard.
 * @param shown an element that holds the same text: where the browser refuses, the text is selected there, so that one key copies it
 * @returns a sentence that says what was done
 */
export async function copyText(text: string, shown: HTMLElement | null): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    if (!shown) return text;
    const details = shown.closest("details");
    if (details) details.open = true;
    getSelection()?.selectAllChildren(shown);
    return "Your browser does not let this page copy: the text is selected below, and Ctrl+C copies it.";
  }
}
