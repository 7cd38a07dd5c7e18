import { ArrowDownUp } from "lucide-react";
import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { allColumns } from "./auditColumns.ts";
import { orderAfter, orderWords, sortColumns, wayOf } from "./auditOrder.ts";

/** What the column heads do, also for columns that there is no room for. */
export function OrderMenu(props: {
  readonly order: AuditOrder | null;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onSort: (column: AuditSortColumn) => void;
}) {
  const { order, open, onOpen, onSort } = props;
  return (
    <Menu
      open={open}
      onOpenChange={onOpen}
      trigger={
        <Button small kind="quiet" keys="audit.sort">
          <ArrowDownUp size={12} aria-hidden />
          {orderWords(order)}
        </Button>
      }
      items={sortColumns.map((column) => {
        const name = allColumns.find(({ id }) => id === column)?.name ?? column;
        const checked = (order?.by ?? "time") === column;
        const next = wayOf(orderAfter(order, column));
        return {
          name: `${name}, ${checked ? wayOf(order) : next}`,
          ...(checked ? { note: `Again: ${next}` } : {}),
          checked,
          run: () => onSort(column),
        };
      })}
    />
  );
}
