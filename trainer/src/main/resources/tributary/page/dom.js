// Elements are made one by one, and text only ever goes in as text: nothing that a run is called can become markup.

function element(tag, name, ...content) {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
  }
  made.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
  return made;
}

function section(title, lead, ...content) {
  return element("section", "", element("h2", "", title), lead ? element("p", "lead", lead) : null, ...content);
}

/** A table of names and values. */
function keyTable(rows) {
  const body = element("tbody", "");
  for (const [key, value] of rows) {
    const head = element("th", "", key);
    head.scope = "row";
    body.append(element("tr", "", head, element("td", "", String(value))));
  }
  return element("div", "scroll", element("table", "keys", body));
}

/** A table whose columns are {title, cell(row), number}. */
function table(columns, rows) {
  const head = element("tr", "");
  for (const column of columns) {
    const cell = element("th", column.number ? "number" : "", column.title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = element("tbody", "");
  for (const row of rows) {
    body.append(element("tr", "", ...columns.map((column) => {
      const cell = column.cell(row);
      return element("td", column.number ? "number" : "", cell);
    })));
  }
  return element("div", "scroll", element("table", "", element("thead", "", head), body));
}
