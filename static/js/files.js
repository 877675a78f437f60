/* Looks at a file when it is chosen: its size, its ending and its first bytes. What is wrong is said
   beside the field, and the form is not sent with it, so that nothing that was typed gets lost.
   Without this script the server says the same. */

"use strict";

const BEGINNINGS = [
  [/^\.pdf$/, (head) => head.includes("%PDF")],
  [/^\.(docx|xlsx|pptx|odt|ods)$/, (head) => head.startsWith("PK")],
  [/^\.(jpe?g|jfif|jpe)$/, (head) => head.startsWith("\xff\xd8\xff")],
  [/^\.png$/, (head) => head.startsWith("\x89PNG")],
];
const OLD_OFFICE = "\xd0\xcf\x11\xe0";

function inWords(bytes) {
  const [unit, divisor] = bytes < 2 ** 20 ? ["KB", 2 ** 10] : ["MB", 2 ** 20];
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
}

class ChosenFiles {
  constructor(input) {
    this.input = input;
    this.place = document.createElement("p");
    this.place.id = `${input.id || input.name}_chosen`;
    this.place.className = "file-problem";
    this.place.setAttribute("role", "alert"); // there before it says anything, to be heard
    input.after(this.place);
    this.described = input.getAttribute("aria-describedby");
    this.ways = Object.entries(JSON.parse(input.dataset.waysOut));
    input.addEventListener("change", () => this.look());
    this.look(); // a browser that came back keeps what was chosen
  }

  say(what, { name = "", size = 0, limit = 0 }) {
    const text = this.input.dataset[`says${what[0].toUpperCase()}${what.slice(1)}`];
    const filled = { name, size: inWords(size), limit: inWords(limit) };
    return text.replace(/\{(\w+)\}/g, (_whole, key) => filled[key]);
  }

  async look() {
    const files = [...this.input.files];
    this.show(this.problems(files));
    if (this.problem) return;
    const inside = (await Promise.all(files.map((file) => this.inside(file)))).filter(Boolean);
    const isSame = files.length === this.input.files.length && files[0] === this.input.files[0];
    if (isSame && inside.length) this.show(inside);
  }

  problems(files) {
    const { mostBytes, mostTogether } = this.input.dataset;
    const found = files.map((file) => this.outside(file, Number(mostBytes))).filter(Boolean);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const limit = Number(mostTogether);
    if (!found.length && files.length > 1 && size > limit) {
      found.push(this.say("together", { size, limit }));
    }
    return found;
  }

  outside({ name, size }, limit) {
    const ending = name.slice(name.lastIndexOf(".")).toLowerCase();
    if (!this.input.accept.split(",").includes(ending)) {
      const way = this.ways.find(([endings]) => endings.split(" ").includes(ending));
      return way ? `“${name}”: ${way[1]}` : this.say("kind", { name });
    }
    if (size === 0) return this.say("empty", { name });
    return size > limit && this.say("large", { name, size, limit });
  }

  async inside(file) {
    const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
    const begins = BEGINNINGS.find(([endings]) => endings.test(ending))?.[1];
    const bytes = await file.slice(0, 1024).arrayBuffer().catch(() => null); // moved meanwhile
    if (!begins || !bytes) return "";
    const head = String.fromCharCode(...new Uint8Array(bytes));
    if (begins(head)) return "";
    return this.say(head.startsWith(OLD_OFFICE) ? "office" : "content", file);
  }

  show(problems) {
    this.problem = problems.join(" ");
    this.place.textContent = this.problem;
    const { id } = this.place;
    const ids = [this.described, this.problem && id].filter(Boolean).join(" ");
    if (ids) this.input.setAttribute("aria-describedby", ids);
    else this.input.removeAttribute("aria-describedby");
    if (this.problem) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

const chosen = [...document.querySelectorAll("input[type=file][data-most-bytes]")].map(
  (input) => new ChosenFiles(input),
);

/* Before anything else that listens: what is wrong is sent nowhere. */
addEventListener(
  "submit",
  (event) => {
    const wrong = chosen.find(({ input, problem }) => problem && input.form === event.target);
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.input.focus();
  },
  { capture: true },
);
