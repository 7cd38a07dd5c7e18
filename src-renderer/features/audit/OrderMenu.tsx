import { ArrowDownUp } from "lucide-react";
import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { allColumns } from "./auditColumns.ts";
import { orderAfter, orderWords, sortColumns } from "./auditOrder.ts";

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
      items={sortColumns.map((column) => ({
        name: allColumns.find(({ id }) => id === column)?.name ?? column,
        note: orderWords(orderAfter(order, column)),
        checked: (order?.by ?? "time") === column,
        run: () => onSort(column),
      }))}
    />
  );
}
