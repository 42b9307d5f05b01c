/* What axe finds wrong on a page as it stands: the `id` of each rule, and what is `said` of it.

Two thirds of axe's time go into the contrast of texts, and most texts stand in the same ink on the same ground as on the page before, or on
this page at another width. What axe itself found good is not asked again; all its other rules look at all of every page. Takes the paints that
were found good before, and returns those that were found good now as well. */
async judged => {
    // What lies behind a text, from the page to its own box, and what the text is written in: all that its contrast follows from.
    const GROUND = ["backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode"];
    const INK = ["color", "fontSize", "fontWeight", "textShadow", "webkitTextFillColor", "webkitTextStroke"];
    const CLEAR = "rgba(0, 0, 0, 0),none,border-box,1,none,normal", SOLID = /^rgb\([^)]*\),none,border-box,1,none,normal$/;
    const known = new Set(judged), paints = new Map(), grounds = new Map();
    const everything = [...document.querySelectorAll("html, body, body *")];
    const styles = new Map(everything.map(one => [one, getComputedStyle(one)]));
    const painted = everything.filter(one => GROUND.map(name => styles.get(one)[name]).join() !== CLEAR);
    const boxes = everything.filter(moved).map(one => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width > 1 && box.height > 1);
    for (const one of everything) {
        const style = styles.get(one), under = grounds.get(one.parentElement) || {paint: 0, owner: null, adrift: false, moved: false};
        const ground = GROUND.map(name => style[name]).join(), clear = ground === CLEAR;
        const own = {
            paint: clear ? under.paint : mixed(under.paint, ground),
            owner: clear ? under.owner : one,
            adrift: !SOLID.test(ground) && (under.adrift || (!clear && !within(one, under.owner))),
            moved: !SOLID.test(ground) && (under.moved || moved(one)),
        };
        grounds.set(one, own);
        if (own.adrift || !within(one, own.owner) || (own.moved && !free(one)) || !boxes.every(([other, box]) => apart(one, other, box))) continue;
        const paint = mixed(own.paint, INK.map(name => style[name]).join());
        paints.set(one, paint);
        if (known.has(paint)) one.setAttribute("data-judged", "");
    }
    const good = new Set(), bad = [];
    axe.configure({rules: [{id: "color-contrast", selector: ":not([data-judged])"}]});
    // Axe would fetch the stylesheets again and put them inline, which our content policy rightly forbids; its one rule that
    // needs them is about the orientation of a screen. Only what it found comes out of the browser: all that it looked at is long.
    await axe.run({preload: false, reporter: (rules, _options, done) => {
        for (const {id, help, violations, passes} of rules) {
            const told = violations.slice(0, 3).map(({node}) => node.source.slice(0, 120)).join("; ");
            if (violations.length) bad.push({id, said: `${id}: ${help}: ${told}`});
            if (id !== "color-contrast") continue;
            passes.forEach(({node}) => paints.has(node.element) && good.add(paints.get(node.element)));
            violations.forEach(({node}) => good.delete(paints.get(node.element)));
        }
        done();
    }});
    everything.forEach(one => one.removeAttribute("data-judged"));
    return {bad, good: [...good]};

    /* Whether an element was taken out of the place that the flow gave it: it may stand on what is not around it. */
    function moved(one) {
        const {position, cssFloat, transform, translate, inset, marginTop, marginRight, marginBottom, marginLeft} = styles.get(one);
        return ["absolute", "fixed", "sticky"].includes(position) || (position === "relative" && /[1-9]/.test(inset)) || cssFloat !== "none"
            || transform !== "none" || translate !== "none" || `${marginTop}${marginRight}${marginBottom}${marginLeft}`.includes("-");
    }
    function within(one, ground) {
        if (!ground || ground === one) return true;
        const outer = ground.getBoundingClientRect(), inner = one.getBoundingClientRect();
        return inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    }
    /* Whether what was moved, or is in what was moved, stands on nothing but what is around it. */
    function free(one) {
        const box = one.getBoundingClientRect();
        return painted.every(other => apart(other, one, box));
    }
    /* Whether something that was moved lies neither over nor under an element that it has nothing to do with. */
    function apart(one, other, its) {
        if (other.contains(one) || one.contains(other)) return true;
        const box = one.getBoundingClientRect();
        return box.right <= its.left || its.right <= box.left || box.bottom <= its.top || its.bottom <= box.top;
    }
    /* A number of 53 bits for a text that follows a number. */
    function mixed(before, text) {
        let high = 0xdeadbeef ^ before, low = 0x41c6ce57 ^ Math.floor(before / 2 ** 32);
        for (let at = 0; at < text.length; at++) {
            high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
            low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
        }
        high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
        low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
        return 2 ** 32 * (2097151 & low) + (high >>> 0);
    }
}
