/* An exam's time counts down while somebody looks at it. It goes by what was left when the page was made, so that a device's wrong
   clock does no harm; the server decides in any case. Without scripts the page says what was left. */
(function () {
  "use strict";
  var place = document.querySelector("[data-ends]");
  if (!place) {
    return;
  }
  var until = performance.now() + Number(place.dataset.left) * 60000;

  window.setInterval(function () {
    var left = Math.floor((until - performance.now()) / 60000);
    place.textContent = left > 0 ? "还有 " + left + " 分钟" : "不到 1 分钟，请保存、交卷";
  }, 5000);
})();
