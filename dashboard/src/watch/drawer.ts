import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** Whether the watch list lies over the page, where there is no column for it. */
const drawer = createStore<{ open: boolean }>(() => ({ open: false }));

export const useDrawer = () => useStore(drawer, (s) => s.open);
export const toggleDrawer = () => drawer.setState(({ open }) => ({ open: !open }));
export const closeDrawer = () => drawer.setState({ open: false });
