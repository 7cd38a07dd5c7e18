import { type Block, blocksOf, spansOf } from "./markdown.ts";

/** A document of ours, as text. */
export function Document({ text }: { readonly text: string }) {
  return (
    <article className="flex max-w-[760px] flex-col gap-3 py-4">
      {numbered(blocksOf(text)).map(([key, block]) => (
        <Part key={key} block={block} />
      ))}
    </article>
  );
}

function Part({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "heading":
      return block.level === 1 ? (
        <h2 className="text-page font-semibold">
          <Text text={block.text} />
        </h2>
      ) : (
        <h3 className="pt-3 text-figure font-semibold">
          <Text text={block.text} />
        </h3>
      );
    case "paragraph":
      return (
        <p className="text-text2">
          <Text text={block.text} />
        </p>
      );
    case "code":
      return (
        <pre tabIndex={0} className="overflow-x-auto rounded-panel border border-line bg-bg p-3 font-mono text-small">
          {block.text}
        </pre>
      );
    case "list": {
      const items = numbered(block.items).map(([key, text]) => (
        <li key={key}>
          <Text text={text} />
        </li>
      ));
      return block.isNumbered ? (
        <ol className="flex list-decimal flex-col gap-1 pl-5 text-text2">{items}</ol>
      ) : (
        <ul className="flex list-disc flex-col gap-1 pl-5 text-text2">{items}</ul>
      );
    }
    case "table":
      return (
        <table className="w-full border-collapse text-text2">
          <thead>
            <tr>
              {numbered(block.head).map(([key, text]) => (
                <Head key={key} text={text} />
              ))}
            </tr>
          </thead>
          <tbody>
            {numbered(block.rows).map(([key, row]) => (
              <tr key={key}>
                {numbered(row).map(([column, text]) => (
                  <td key={column} className="break-words border-b border-line py-1 pr-3 align-top">
                    <Text text={text} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

/** A head without words is no head. */
function Head({ text }: { readonly text: string }) {
  const Cell = text.trim() === "" ? "td" : "th";
  return (
    <Cell
      {...(Cell === "th" ? { scope: "col" } : {})}
      className="border-b border-line py-1 pr-3 text-left text-label font-medium text-text3"
    >
      <Text text={text} />
    </Cell>
  );
}

function Text({ text }: { readonly text: string }) {
  return numbered(spansOf(text)).map(([key, span]) => {
    if (span.kind === "code")
      return (
        <code key={key} className="font-mono text-small text-text">
          {span.text}
        </code>
      );
    return span.kind === "strong" ? (
      <strong key={key} className="font-semibold text-text">
        {span.text}
      </strong>
    ) : (
      <span key={key}>{span.text}</span>
    );
  });
}

/** A document does not change while it is shown: the place of a part names it. */
function numbered<T>(parts: readonly T[]): [number, T][] {
  return parts.map((part, at) => [at, part]);
}
