// Where it begins.

const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
page.replaceChildren(...(data.runs.length === 1 ? runPage(data.runs[0]) : runsPage(data)).filter((part) => part !== null));
drawAll();
keepDrawn();
