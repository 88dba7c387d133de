(function () {
  var data = JSON.parse(document.getElementById("index").textContent);
  var form = document.forms[document.forms.length - 1], out = document.getElementById("found");
  var fold = function (text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  };
  var words = [], before = "";
  data.words.split("\n").forEach(function (line) {
    var cut = line.indexOf(":");
    var word = before.slice(0, parseInt(line[0], 36)) + line.slice(1, cut);
    var at = 0;
    before = word;
    words.push([word, line.slice(cut + 1).split(" ").map(function (by) { return at += parseInt(by, 36); })]);
  });
  var matches = function (stem, word) {
    return stem.indexOf(word) === 0 || (stem.length > 3 && word.indexOf(stem) === 0 && word.length - stem.length < 5);
  };
  var search = function (query) {
    var asked = fold(query).split(/[^a-z0-9\u00f1]+/).filter(function (word) { return word.length > 1; });
    var scores = {};
    asked.forEach(function (word) {
      var hits = {};
      words.forEach(function (entry) {
        if (matches(entry[0], word)) {
          entry[1].forEach(function (doc) { hits[doc] = Math.max(hits[doc] || 0, 1 / Math.sqrt(entry[1].length)); });
        }
      });
      Object.keys(hits).forEach(function (doc) {
        scores[doc] = (scores[doc] || 0) + 1 + hits[doc] + (fold(data.docs[doc][0]).indexOf(word) >= 0 ? 0.5 : 0);
      });
    });
    var found = Object.keys(scores).sort(function (a, b) { return scores[b] - scores[a] || a - b; });
    var best = found.filter(function (doc) { return scores[doc] >= asked.length; });
    return best.length ? best : found;
  };
  var show = function (query) {
    var found = query.trim() ? search(query) : [];
    out.textContent = "";
    found.slice(0, 50).forEach(function (doc) {
      var item = out.appendChild(document.createElement("li")), link = item.appendChild(document.createElement("a"));
      link.textContent = data.docs[doc][0];
      link.href = data.files[data.docs[doc][1]] + (data.docs[doc][2] ? "#" + data.docs[doc][2] : "");
    });
    document.getElementById("count").textContent = query.trim() ? data.say.replace("{}", found.length) : "";
  };
  var field = form.elements.q;
  field.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", function (event) { event.preventDefault(); show(field.value); });
  field.addEventListener("input", function () { show(field.value); });
  show(field.value);
})();
