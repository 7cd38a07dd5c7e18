/** Kind of what is dragged when a session is: its id, and nothing that another program could mean. */
export const draggedSession = "application/x-clauderon-session";
