// Narrows a long list while the reader types. Everything is on the page without it, and nothing is stored or sent.
for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const told = box.querySelector("[role=status]");
  const groups = [...document.querySelectorAll(box.dataset.filter)].map((group) => ({
    group,
    items: [...group.querySelectorAll("li")].map((item) => ({
      item,
      text: plain(item.textContent),
      name: plain(item.firstElementChild.textContent),
    })),
  }));
  box.hidden = false;
  field.addEventListener("input", () => {
    const asked = plain(field.value);
    const every = groups.flatMap((each) => each.items);
    const alike = every.some(({ text }) => text.includes(asked)) ? [] : spelledAlike(asked, every);
    let shown = 0;
    for (const { group, items } of groups) {
      let here = 0;
      for (const each of items) {
        each.item.hidden = !each.text.includes(asked) && !alike.includes(each);
        here += !each.item.hidden;
      }
      group.hidden = !here;
      shown += here;
    }
    told.textContent = alike.length ? box.dataset.alike : box.dataset.told.replace("{n}", shown);
  });
}

// The entries whose name begins almost as what was asked for: the nearest, with at most one wrong letter in three.
function spelledAlike(asked, items) {
  const far = items.map((each) => ({ each, distance: distanceToBeginning(asked, each.name) }));
  const nearest = Math.min(...far.map(({ distance }) => distance));
  return nearest > asked.length / 3 ? [] : far.filter(({ distance }) => distance === nearest).map(({ each }) => each);
}

// Letters to add, drop or change until what was asked for is the beginning of the name (Levenshtein's distance, its last row's least).
function distanceToBeginning(asked, name) {
  let row = Array.from({ length: name.length + 1 }, (_, at) => at);
  for (let i = 1; i <= asked.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (asked[i - 1] !== name[j - 1])));
    }
    row = next;
  }
  return Math.min(...row);
}

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
}
