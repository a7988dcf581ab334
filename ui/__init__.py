"""What pages share: the frame, downloads, editors. Knows Streamlit; computes nothing."""
