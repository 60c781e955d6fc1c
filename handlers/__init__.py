"""What happens: plain synchronous functions, one folder per noun."""
